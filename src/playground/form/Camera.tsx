import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface CameraProps {
  /** The media type of the picture; PNG where a browser cannot make it. */
  readonly type: string;
  readonly onPicture: (picture: Blob) => void;
  readonly onLeave: () => void;
}

/** What the camera sees, until a picture is taken; the camera is off again then. */
export function Camera({ type, onPicture, onLeave }: CameraProps): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    let stream: MediaStream | null = null;
    let isGone = false;
    const stop = (): void => stream?.getTracks().forEach((track) => track.stop());
    navigator.mediaDevices.getUserMedia({ video: true }).then(
      (found) => {
        stream = found;
        if (isGone) stop();
        else if (video.current !== null) video.current.srcObject = found;
      },
      (error: unknown) => setTrouble(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      isGone = true;
      stop();
    };
  }, []);
  const take = (): void => {
    const seen = video.current;
    if (seen === null || seen.videoWidth === 0) return;
    const canvas = document.createElement('canvas');
    canvas.width = seen.videoWidth;
    canvas.height = seen.videoHeight;
    canvas.getContext('2d')?.drawImage(seen, 0, 0);
    const wanted = type === 'image/*' ? 'image/png' : type;
    canvas.toBlob((blob) => blob !== null && onPicture(blob), wanted, 0.92);
  };
  return (
    <div class="capture">
      {trouble === null ? (
        <video ref={video} autoPlay muted playsInline aria-label="What the camera sees" />
      ) : (
        <p class="field-failure">The camera cannot be used: {trouble}</p>
      )}
      <div class="table-tools">
        <button type="button" onClick={take} disabled={trouble !== null}>
          Take the picture
        </button>
        <button type="button" class="quiet" onClick={onLeave}>
          Leave
        </button>
      </div>
    </div>
  );
}
