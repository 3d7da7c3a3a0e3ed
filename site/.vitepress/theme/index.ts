// VitePress's own theme with the fonts that a system has, and our colours.
import DefaultTheme from 'vitepress/theme-without-fonts';

import './style.css';

export default DefaultTheme;
