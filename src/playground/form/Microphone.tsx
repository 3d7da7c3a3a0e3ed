import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { waveFile } from './wave-file.ts';

interface MicrophoneProps {
  readonly onSound: (sound: Blob) => void;
  readonly onLeave: () => void;
}

/** Samples as they come, and how many a second. */
interface Recording {
  readonly stop: () => Promise<Blob>;
}

/** Records until it is told to stop. The sound is WAV, which models read without a codec. */
export function Microphone({ onSound, onLeave }: MicrophoneProps): JSX.Element {
  const recording = useRef<Promise<Recording> | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [hasSound, setHasSound] = useState(false);
  const tell = (error: unknown): void => setTrouble(error instanceof Error ? error.message : String(error));
  useEffect(() => {
    const begun = record(() => setHasSound(true));
    recording.current = begun;
    begun.catch(tell);
    return () => void begun.then(({ stop }) => stop()).catch(() => undefined);
  }, []);
  const finish = async (): Promise<void> => {
    const begun = await recording.current;
    if (begun !== null) onSound(await begun.stop());
  };
  return (
    <div class="capture">
      {trouble === null ? (
        <p class="recording">
          <span class="dot" /> {hasSound ? 'Recording' : 'The microphone is opened…'}
        </p>
      ) : (
        <p class="field-failure">The microphone cannot be used: {trouble}</p>
      )}
      <div class="table-tools">
        <button type="button" disabled={trouble !== null || !hasSound} onClick={() => void finish().catch(tell)}>
          Stop and use it
        </button>
        <button type="button" class="quiet" onClick={onLeave}>
          Leave
        </button>
      </div>
    </div>
  );
}

/** How often what was recorded so far is handed over. */
const PIECE_MS = 200;

/** `onSound`: is called when there is something to be heard. */
async function record(onSound: () => void): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => {
    parts.push(data);
    if (data.size > 0) onSound();
  });
  const ended = new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve(), { once: true }));
  recorder.start(PIECE_MS);
  return {
    stop: async () => {
      if (recorder.state !== 'inactive') recorder.stop();
      await ended;
      for (const track of stream.getTracks()) track.stop();
      return toWave(new Blob(parts));
    },
  };
}

/** What browsers record is compressed in a way that few libraries of Python read. */
async function toWave(recorded: Blob): Promise<Blob> {
  const context = new AudioContext();
  try {
    const sound = await context.decodeAudioData(await recorded.arrayBuffer());
    return waveFile(sound.getChannelData(0), sound.sampleRate);
  } finally {
    await context.close();
  }
}
