import { describe, expect, test } from 'vitest';
import { textOf } from '../../../src/core/python/source.ts';
import { evaluate } from '../../support/evaluate.ts';

const shown = async (text: string) => {
  const run = await evaluate(`import numpy as np\n${text}`);
  return run.trace.bindings.map((binding) => {
    const operator = binding.augmented ? ` ${binding.augmented}=` : '';
    return `${binding.kind} ${binding.name}: ${binding.text}${operator}`;
  });
};

describe('Bindings', () => {
  test('a name, an attribute, an entry and an element each have their own kind', async () => {
    const text = `
class Net: pass
net = Net()
net.dW = np.ones(2)
grads = {}
l = 2
grads["dW" + str(l)] = np.ones(2)
layers = [0, 0]
layers[-1] = net.dW
dZ = np.ones((2, 2))
dZ[range(2), [0, 1]] -= 1
`;
    expect(await shown(text)).toEqual([
      'name net: net',
      'attribute dW: net.dW',
      'name grads: grads',
      'name l: l',
      'subscript dW2: grads["dW" + str(l)]',
      'name layers: layers',
      'subscript layers: layers[-1]',
      'name dZ: dZ',
      'edit dZ: dZ[range(2), [0, 1]] -=',
    ]);
  });

  test('entries of a dict display and of dict(…) name their values', async () => {
    expect(await shown(`g = {"dW1": 1, "db" + str(1): 2, 3: 4}\nh = dict(dW2=5)`)).toEqual([
      'dictEntry dW1: "dW1"',
      'dictEntry db1: "db" + str(1)',
      'name g: g',
      'dictEntry dW2: dW2',
      'name h: h',
    ]);
  });

  test('returned expressions without a name are bindings of their own', async () => {
    const run = await evaluate('def f(x):\n    y = x\n    return y, x * 2, (x + 1)\nr = f(3)');
    const returned = run.trace.bindings.filter((binding) => binding.kind === 'returned');
    expect(
      returned.map((binding) => binding.valueExpression && textOf(binding.valueExpression.span)),
    ).toEqual(['x * 2', 'x + 1']);
  });

  test('unpacking a tuple display gives every name its own expression, unpacking a value gives none', async () => {
    const run = await evaluate('pair = (1, 2)\na, b = 3 * 4, 5\nc, d = pair');
    const expression = (name: string) => {
      const found = run.bindings(name)[0]?.valueExpression;
      return found ? textOf(found.span) : null;
    };
    expect(['a', 'b', 'c'].map(expression)).toEqual(['3 * 4', '5', null]);
  });

  test('nodes of the value before and after tell what an augmented assignment changed', async () => {
    const run = await evaluate('import numpy as np\ndW = np.ones((2, 2))\nreg = dW * 0.5\ndW += reg');
    const [first, second] = run.bindings('dW');
    expect(second?.augmented).toBe('+');
    expect(second?.previousNode).toBe(first?.node);
    expect(run.tape.nodes[second?.node ?? -1]?.inputs).toContain(first?.node);
    expect(second?.valueExpression && textOf(second.valueExpression.span)).toBe('reg');
    expect(second?.value).toBe(first?.value);
  });

  test('an edit leaves a new version of the same array', async () => {
    const run = await evaluate('import numpy as np\na = np.ones(3)\nb = a\na[0] = 5\nresult = b');
    const edit = run.trace.bindings.find((binding) => binding.kind === 'edit');
    expect(edit?.previousNode).not.toBe(edit?.node);
    expect(run.bindings('result')[0]?.node).toBe(edit?.node);
    expect(run.value('result')).toEqual([5, 1, 1]);
  });

  test('loop positions count across frames and comprehensions', async () => {
    const run = await evaluate(`
def layer(k):
    z = k
    return z
for epoch in range(2):
    zs = [layer(k) for k in range(2)]
`);
    const positions = run
      .bindings('z')
      .map((binding) => binding.loops.map((position) => position.iteration).join('.'));
    expect(positions).toEqual(['0.0', '0.1', '1.0', '1.1']);
  });

  test('orders grow, and what a statement evaluates lies between its start and its binding', async () => {
    const run = await evaluate('import numpy as np\nW = np.ones(2)\nx = np.sum(W * 2) + 1');
    const [binding] = run.bindings('x');
    const statement = binding?.statement;
    const product = [...run.trace.expressions.entries()].find(
      ([expression]) => textOf(expression.span) === 'W * 2',
    );
    const at = product?.[1][0]?.order ?? -1;
    expect(statement && textOf(statement.span)).toBe('x = np.sum(W * 2) + 1');
    expect(at).toBeGreaterThan(binding?.startOrder ?? Number.POSITIVE_INFINITY);
    expect(at).toBeLessThan(binding?.order ?? 0);
  });
});

describe('Frames and calls', () => {
  test('methods, closures and module code have qualified names and parents', async () => {
    const run = await evaluate(`
class Net:
    def backward(self):
        def inner(x):
            v = x
            return v
        return inner(1)
Net().backward()
`);
    const frame = run.bindings('v')[0]?.frame;
    expect(frame?.qualifiedName).toBe('Net.backward.inner');
    expect(frame?.parent?.qualifiedName).toBe('Net.backward');
    expect(frame?.parent?.callSpan && textOf(frame.parent.callSpan)).toBe('Net().backward()');
    expect(frame?.parent?.parent?.function).toBeNull();
  });

  test('a call from outside has no call expression', async () => {
    const run = await evaluate('def f(a):\n    b = a\n    return b');
    const callee = run.names.get('f');
    const span = run.project.main.tree.span;
    if (callee) run.evaluator.call(callee, [{ type: 'int', value: 4 }], new Map(), span);
    const [call] = run.trace.calls;
    expect(call?.frame.callSpan).toBeNull();
    expect(call?.frame.parent).toBeNull();
    expect(call?.result).toEqual({ type: 'int', value: 4 });
    expect(call?.arguments.get('a')).toEqual({ type: 'int', value: 4 });
  });

  test('entered functions and executed statements are marked', async () => {
    const run = await evaluate(
      'def used():\n    return 1\ndef unused():\n    return 2\nif used() == 2:\n    x = 1\nelse:\n    x = 2',
    );
    expect(run.trace.entered.size).toBe(1);
    const executed = [...run.trace.executed].map((statement) => textOf(statement.span));
    expect(executed).toContain('x = 2');
    expect(executed).not.toContain('x = 1');
  });
});
