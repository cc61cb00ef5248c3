import { expect, test } from 'vitest';
import { arrayLibrary } from '../../../src/core/evaluator/numpy/index.ts';
import { float, type ModuleValue } from '../../../src/core/evaluator/values.ts';

function numpy(): ModuleValue {
  const found = arrayLibrary('numpy');
  if (!found) throw new Error('there is a numpy');
  return found;
}

test('what one evaluation sets on a library, another does not see', () => {
  const [mine, other] = [numpy(), numpy()];
  mine.attributes.set('pi', float(3));
  mine.attributes.set('mine', float(4));
  expect(mine.attributes.get('pi')).toEqual(float(3));
  expect(mine.attributes.has('mine')).toBe(true);
  expect(other.attributes.get('pi')).toEqual(float(Math.PI));
  expect(other.attributes.has('mine')).toBe(false);
});

test("a module inside a library is the same at each look, and one evaluation's own", () => {
  const [mine, other] = [numpy(), numpy()];
  const random = mine.attributes.get('random');
  expect(random).toBe(mine.attributes.get('random'));
  expect(random).not.toBe(other.attributes.get('random'));
});

test('a name that is deleted is gone, and only there', () => {
  const [mine, other] = [numpy(), numpy()];
  expect(mine.attributes.delete('pi')).toBe(true);
  expect(mine.attributes.has('pi')).toBe(false);
  expect(other.attributes.has('pi')).toBe(true);
});

test('all names are there in the same order, what was set last', () => {
  const [mine, other] = [numpy(), numpy()];
  mine.attributes.set('mine', float(4));
  mine.attributes.set('e', float(2));
  expect([...mine.attributes.keys()]).toEqual([...other.attributes.keys(), 'mine']);
  expect(mine.attributes.size).toBe(other.attributes.size + 1);
  expect(new Map(mine.attributes).get('e')).toEqual(float(2));
  const seen: string[] = [];
  mine.attributes.forEach((_, name) => seen.push(name));
  expect(seen).toEqual([...mine.attributes.keys()]);
});
