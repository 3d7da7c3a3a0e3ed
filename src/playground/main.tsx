// The playground begins.
import { render } from 'preact';

import { App } from './page/App.tsx';
import { Server } from './server/server.ts';

const place = document.querySelector('#app');
if (place !== null) render(<App server={new Server()} />, place);
