/** Sizes of images that a failed evaluation says the program counts on: square ones, or the size that it writes into a product. */
import { extentNamed, imageHeight, imageWidth, type ProbeSize } from './probe-shapes.ts';
import type { ProbeSpecification, ProbeTable } from './probes.ts';

/** What a window without a margin takes off an image's extents, and what a margin of 1 adds. */
const margins = [0, -2, 2];
/** Larger images take too long. */
const largestSide = 32;

/**
 * Two products clash that are no sizes of their own, as of flattened images: the one image's height was taken for its width,
 * or the program writes its images' size into a product, `filters * 14 * 14`. Makes the images square, of the side that
 * fits. Returns false where no side does, or that changes nothing.
 */
export function fitImages(left: number, right: number, table: ProbeTable): boolean {
  const { dimensions } = table;
  if (dimensions.bySize(left) !== null || dimensions.bySize(right) !== null) return false;
  const [small, large] = left < right ? [left, right] : [right, left];
  const isTaken = margins.some((margin) => large * (imageHeight + margin) === small * (imageWidth + margin));
  const area = dimensions.imageSide === null ? imageHeight * imageWidth : dimensions.imageSide ** 2;
  const side = isTaken ? imageHeight : Math.sqrt((large / small) * area);
  const fits =
    Number.isInteger(side) && side % 2 === 0 && side <= largestSide && side !== dimensions.imageSide;
  return fits && makeImagesSquare(side, table);
}

function makeImagesSquare(side: number, table: ProbeTable): boolean {
  const before = new Set([
    table.dimensions.imageSide ?? imageHeight,
    table.dimensions.imageSide ?? imageWidth,
  ]);
  let changed = false;
  for (const [path, specification] of table.specifications) {
    if (specification.kind === 'array' && specification.shape.length > 2) {
      const isExtent = (size: ProbeSize): boolean => typeof size !== 'number' && before.has(size.constant);
      changed ||= specification.shape.some(isExtent);
      const shape = specification.shape.map((size) => (isExtent(size) ? { constant: side } : size));
      table.specifications.set(path, { ...specification, shape });
    } else if (isNamedExtent(specification, path, table)) {
      table.specifications.set(path, { kind: 'integer', dimension: null, value: side });
      changed = true;
    }
  }
  if (changed) table.dimensions.imageSide = side;
  return changed;
}

function isNamedExtent(
  specification: ProbeSpecification,
  path: string,
  { dimensions, hints }: ProbeTable,
): boolean {
  if (specification.kind !== 'integer' || specification.dimension !== null) return false;
  return specification.value === extentNamed(hints.get(path) ?? '', dimensions);
}
