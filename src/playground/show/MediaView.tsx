import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A picture, a sound or a film; nothing for what is none of these. A picture that could hold a program is shown as a picture, where none runs. */
export function MediaView({ blob, type }: { readonly blob: Blob; readonly type: string }): JSX.Element | null {
  const [url, setUrl] = useState<string | null>(null);
  const family = type.split('/')[0] ?? '';
  useEffect(() => {
    if (!isMedia(type)) return undefined;
    // Of the type that was said, not of one that the bytes might claim.
    const made = URL.createObjectURL(new Blob([blob], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob, type]);
  if (url === null) return null;
  if (family === 'image') return <img class="media" src={url} alt={`Picture (${type})`} />;
  // oxlint-disable-next-line jsx-a11y/media-has-caption -- nobody has written down what a model says
  if (family === 'audio') return <audio class="media" controls src={url} aria-label={`Sound (${type})`} />;
  // oxlint-disable-next-line jsx-a11y/media-has-caption -- as above
  return <video class="media" controls src={url} aria-label={`Film (${type})`} />;
}

/** Whether a browser can show it as something other than text. */
export function isMedia(type: string): boolean {
  return /^(image|audio|video)\//.test(type);
}
