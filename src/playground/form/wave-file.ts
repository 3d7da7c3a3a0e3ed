// A sound as a WAV file: 16 bits, one channel.

const HEAD_BYTES = 44;
const SAMPLE_BYTES = 2;
const MOST = 32_767;

/** Samples between -1 and 1 as a file. */
export function waveFile(samples: Float32Array, rate: number): Blob {
  const dataBytes = samples.length * SAMPLE_BYTES;
  const view = new DataView(new ArrayBuffer(HEAD_BYTES + dataBytes));
  const text = (offset: number, letters: string): void => {
    for (let index = 0; index < letters.length; index += 1) view.setUint8(offset + index, letters.charCodeAt(index));
  };
  text(0, 'RIFF');
  view.setUint32(4, HEAD_BYTES - 8 + dataBytes, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * SAMPLE_BYTES, true);
  view.setUint16(32, SAMPLE_BYTES, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, dataBytes, true);
  for (const [index, sample] of samples.entries()) {
    view.setInt16(HEAD_BYTES + index * SAMPLE_BYTES, Math.round(Math.max(-1, Math.min(1, sample)) * MOST), true);
  }
  return new Blob([view.buffer], { type: 'audio/wav' });
}
