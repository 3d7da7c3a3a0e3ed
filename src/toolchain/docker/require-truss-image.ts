import { TrussError } from '../../core/errors/truss-error.ts';
import { LABEL } from '../../core/image/labels.ts';
import type { TrussImage } from './find-images.ts';

/**
 * An image, where it is one of a truss. `name`: as somebody has called it.
 *
 * @throws {TrussError} `IMAGE_NOT_FOUND`
 */
export function requireTrussImage(image: TrussImage | undefined, name: string): TrussImage {
  if (image !== undefined && LABEL.name in image.labels) return image;
  throw new TrussError('IMAGE_NOT_FOUND', {
    message: `${name} is no image of a truss.`,
    hint: 'See those that there are: truss image list',
  });
}
