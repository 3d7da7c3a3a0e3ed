// A file: dropped, chosen, or taken with the camera or the microphone of this machine.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { MediaView } from '../show/MediaView.tsx';
import { shownText } from '../show/shown-text.ts';
import { sizeText } from '../show/size-text.ts';
import { Camera } from './Camera.tsx';
import { Microphone } from './Microphone.tsx';

interface FileDropProps {
  readonly id: string;
  readonly label: string;
  /** The media type that is wanted: `image/png`, `audio/*`; empty: any. */
  readonly type: string;
  readonly file: Blob | null;
  readonly name: string | null;
  readonly onFile: (file: Blob, name: string) => void;
}

/** Browsers hand out cameras and microphones to pages of this machine, and to those that nobody else can have changed. */
const canCapture = globalThis.isSecureContext && 'mediaDevices' in navigator;

/** A place to drop a file. */
export function FileDrop({ id, label, type, file, name, onFile }: FileDropProps): JSX.Element {
  const [isOver, setOver] = useState(false);
  const [captured, setCaptured] = useState<'camera' | 'microphone' | null>(null);
  const take = (blob: Blob | undefined, called: string): void => {
    setCaptured(null);
    if (blob !== undefined) onFile(blob, called);
  };
  const accept = acceptOf(type);
  const family = type.split('/')[0];
  return (
    <div
      class={isOver ? 'drop drop-over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const [dropped] = event.dataTransfer?.files ?? [];
        take(dropped, dropped?.name ?? '');
      }}
    >
      {file === null ? (
        <p class="drop-empty">Drop a file here</p>
      ) : (
        <div class="drop-file">
          <MediaView blob={file} type={file.type} />
          <p class="field-hint">
            {name !== null && `${shownText(name)} · `}
            {file.type === '' ? '' : `${shownText(file.type)} · `}
            {sizeText(file.size)}
          </p>
        </div>
      )}
      <div class="table-tools">
        <label class="quiet as-button" for={id}>
          Choose a file
          <input
            id={id}
            class="hidden"
            type="file"
            aria-label={`${label}: choose a file`}
            accept={accept}
            onChange={({ currentTarget }) => take(currentTarget.files?.[0], currentTarget.files?.[0]?.name ?? '')}
          />
        </label>
        {family === 'image' && canCapture && (
          <button type="button" class="quiet" onClick={() => setCaptured('camera')}>
            Use the camera
          </button>
        )}
        {family === 'audio' && canCapture && (
          <button type="button" class="quiet" onClick={() => setCaptured('microphone')}>
            Record
          </button>
        )}
      </div>
      {captured === 'camera' && (
        <Camera type={type} onPicture={(blob) => take(blob, 'camera')} onLeave={() => setCaptured(null)} />
      )}
      {captured === 'microphone' && (
        <Microphone onSound={(blob) => take(blob, 'microphone')} onLeave={() => setCaptured(null)} />
      )}
    </div>
  );
}

/** Whatever picture or sound: the model says which it takes, if it minds. Of any bytes, any file. */
function acceptOf(type: string): string {
  const [family = ''] = type.split('/');
  if (type.includes('octet')) return '';
  return ['image', 'audio', 'video'].includes(family) ? `${family}/*` : type;
}
