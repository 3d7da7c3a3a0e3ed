/** A GPU as NVIDIA's driver lists it. */
export interface ListedDevice {
  /** Its number on the PCI bus order. */
  readonly index: string;
  /** `GPU-` and a UUID. */
  readonly uuid: string;
  readonly name: string;
}

/** The fields of `nvidia-smi --query-gpu` that `parseDevices` reads, in its order. */
export const DEVICE_QUERY = 'index,uuid,name';

/** Reads what `nvidia-smi --query-gpu=index,uuid,name --format=csv,noheader` prints; lines of another shape are no devices. */
export function parseDevices(csv: string): ListedDevice[] {
  return csv.split('\n').flatMap((line) => {
    const [index = '', uuid = '', ...name] = line.split(',').map((part) => part.trim());
    return /^\d+$/.test(index) && uuid !== '' ? [{ index, uuid, name: name.join(', ') }] : [];
  });
}
