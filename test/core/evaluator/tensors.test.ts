import { describe, expect, test } from 'vitest';
import { evaluate } from '../../support/evaluate.ts';

const prelude = `
import torch
import torch.nn.functional as F
import numpy as np
x = torch.tensor([[1., -2.], [3., 4.]])
a = np.array([[1., -2.], [3., 4.]])
y = torch.tensor([1, 0])
`;

/** Expressions of tensors, and what NumPy gives for the same. */
const equals: Readonly<Record<string, string>> = {
  'x.mm(x.t())': 'a @ a.T',
  'torch.matmul(x, x)': 'a @ a',
  'x.sum(0, keepdim=True)': 'a.sum(axis=0, keepdims=True)',
  'x.sum(1, True)': 'a.sum(axis=1, keepdims=True)',
  'x.sum(dim=(0, 1))': 'a.sum()',
  'x.mean(axis=1, keepdims=True)': 'a.mean(axis=1, keepdims=True)',
  'x.std()': 'a.std(ddof=1)',
  'x.var(0, unbiased=False)': 'a.var(axis=0)',
  'x.var(0, keepdim=True)': 'a.var(axis=0, ddof=1, keepdims=True)',
  'x.max()': 'a.max()',
  'x.max(1)[0]': 'a.max(axis=1)',
  'x.max(1, keepdim=True).values': 'a.max(axis=1, keepdims=True)',
  'torch.max(x, 1)[1]': 'a.argmax(axis=1)',
  'torch.max(x, torch.zeros(2, 2))': 'np.maximum(a, 0)',
  'torch.sort(x, 1, descending=True)[0]': '-np.sort(-a, axis=1)',
  'x.topk(1, dim=1).indices': 'a.argmax(axis=1)[:, None]',
  'x.pow(2) + x.abs().sqrt()': 'a ** 2 + np.sqrt(np.abs(a))',
  'x.clamp(min=0)': 'np.maximum(a, 0)',
  'x.clamp(-1, 2)': 'np.clip(a, -1, 2)',
  'torch.add(x, x, alpha=0.5)': '1.5 * a',
  'torch.div(x, 2, rounding_mode="floor")': 'a // 2',
  'torch.addmm(x, x, x)': 'a + a @ a',
  'F.relu(x)': 'np.maximum(a, 0)',
  'torch.relu(x) + x.sigmoid() + torch.tanh(x)': 'np.maximum(a, 0) + 1 / (1 + np.exp(-a)) + np.tanh(a)',
  'F.leaky_relu(x, 0.1)': 'np.where(a > 0, a, 0.1 * a)',
  'F.softmax(x, dim=1)': 'np.exp(a) / np.exp(a).sum(axis=1, keepdims=True)',
  'x.log_softmax(1).exp().sum(1)': 'np.ones(2)',
  'F.one_hot(y, 3)': 'np.eye(3, dtype=int)[[1, 0]]',
  'F.cross_entropy(x, y)':
    '-np.log((np.exp(a) / np.exp(a).sum(axis=1, keepdims=True))[[0, 1], [1, 0]]).mean()',
  'F.nll_loss(F.log_softmax(x, 1), y, reduction="sum")':
    '-np.log((np.exp(a) / np.exp(a).sum(axis=1, keepdims=True))[[0, 1], [1, 0]]).sum()',
  'F.mse_loss(x, x + 2)': '4.0',
  'F.binary_cross_entropy_with_logits(x, torch.ones(2, 2))': 'np.log(1 + np.exp(-a)).mean()',
  'F.linear(x, x, x[0])': 'a @ a.T + a[0]',
  'torch.cat([x, x], dim=1)': 'np.concatenate([a, a], axis=1)',
  'torch.stack((x, x), 1)': 'np.stack([a, a], axis=1)',
  'x.unsqueeze(0).squeeze(1).shape': '(1, 2, 2)',
  'x.view(-1)': 'a.reshape(-1)',
  'x.view(4, 1).expand(4, 3)': 'np.tile(a.reshape(4, 1), (1, 3))',
  'x.repeat(2, 1)': 'np.tile(a, (2, 1))',
  'x.permute(1, 0) - x.transpose(0, 1)': 'np.zeros((2, 2))',
  'x.flatten(0)': 'a.ravel()',
  'x.split(1, dim=1)[1]': 'a[:, 1:]',
  'x.chunk(2)[0]': 'a[:1]',
  'x.gather(1, y.view(-1, 1))': 'np.array([[-2.], [3.]])',
  'x.index_select(0, y)': 'a[[1, 0]]',
  'x.masked_fill(x < 0, 9)': 'np.where(a < 0, 9, a)',
  'torch.where(x > 0, x, torch.zeros_like(x))': 'np.maximum(a, 0)',
  'torch.tril(x)': 'np.tril(a)',
  'x.norm()': 'np.linalg.norm(a)',
  'x.norm(p=1, dim=1)': 'np.abs(a).sum(axis=1)',
  'torch.eye(3)[y]': 'np.eye(3)[[1, 0]]',
  'torch.arange(3).float() + torch.linspace(0, 1, 3)': 'np.arange(3) + np.linspace(0, 1, 3)',
  'torch.full((2,), 3.0) + torch.ones(2)': 'np.full(2, 4.0)',
  '[x.size(0), x.size(), x.dim(), x.numel(), x.sum().item()]': '[2, (2, 2), 2, 4, 6.0]',
  'torch.einsum("ij,kj->ik", x, x)': 'a @ a.T',
  'x.detach().cpu().numpy().sum(axis=1)': 'a.sum(axis=1)',
  'torch.from_numpy(a).mm(x)': 'a @ a',
  'F.pad(x, (1, 0))': 'np.pad(a, ((0, 0), (1, 0)))',
  'x.to(torch.int64)': 'a.astype(int)',
};

describe('Tensors of PyTorch', () => {
  test.each(Object.entries(equals))('%s is %s', async (tensors, arrays) => {
    const run = await evaluate(`${prelude}\nmine = ${tensors}\nwanted = ${arrays}\n`);
    expectClose(run.value('mine'), run.value('wanted'));
  });

  test('methods that end in an underscore change the tensor for all its names', async () => {
    const run = await evaluate(`
import torch
w = torch.ones(2, 2)
v = w
w.sub_(0.5).mul_(4)
w.add_(torch.ones(2, 2), alpha=2)
w.data -= 1
z = torch.zeros(2, 3).scatter_(1, torch.tensor([[0], [2]]), 1.0)
b = torch.zeros(3)
b.index_add_(0, torch.tensor([0, 0, 1]), torch.ones(3))
g = w.clone().zero_()
g[w > 0] = 7
`);
    expect(run.value('v')).toEqual([
      [3, 3],
      [3, 3],
    ]);
    expect(run.value('z')).toEqual([
      [1, 0, 0],
      [0, 0, 1],
    ]);
    expect(run.value('b')).toEqual([2, 1, 0]);
    expect(run.value('g')).toEqual([
      [7, 7],
      [7, 7],
    ]);
  });

  test('what autograd computes is not known, and what is made of it neither', async () => {
    const run = await evaluate(`
import torch
w = torch.randn(2, 2, requires_grad=True)
loss = (w ** 2).sum()
loss.backward()
g = w.grad
with torch.no_grad():
    w -= 0.1 * w.grad
s = w.sum()
`);
    const reason = '<unknown: `.grad` is computed by PyTorch, and only hand-written gradients are followed>';
    expect(run.value('g')).toBe(reason);
    expect(run.value('s')).toBe(reason);
    expect(run.value('loss')).toBeTypeOf('number');
  });

  test('a function with its own backward keeps what it saves, and its arguments', async () => {
    const run = await evaluate(`
import torch
contexts = []
class Rectifier(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, factor=2):
        ctx.save_for_backward(x)
        ctx.factor = factor
        contexts.append(ctx)
        return x.clamp(min=0) * factor
    @staticmethod
    def backward(ctx, upstream):
        x, = ctx.saved_tensors
        g = upstream.clone()
        g[x < 0] = 0
        return g * ctx.factor, None
out = Rectifier.apply(torch.tensor([-1., 2.]), 3)
back, nothing = Rectifier.backward(contexts[0], torch.ones(2))
`);
    expect(run.value('out')).toEqual([0, 6]);
    expect(run.value('back')).toEqual([0, 3]);
  });

  test('generators, devices and contexts without gradients are passed through', async () => {
    const run = await evaluate(`
import torch
device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
g = torch.Generator().manual_seed(3)
torch.manual_seed(1)
w = torch.randn((3, 2), generator=g, device=device) * 0.1
@torch.no_grad()
def rows(t): return t.shape[0]
with torch.no_grad():
    n = rows(w.to(device))
`);
    expect(run.value('n')).toBe(3);
    expect(run.value('device')).toBe('cpu');
  });

  test('networks of torch.nn are not known', async () => {
    const run = await evaluate('import torch.nn as nn\nlayer = nn.Linear(2, 3)\n');
    expect(run.value('layer')).toBe('<unknown: `nn.Linear` is outside what is evaluated>');
  });

  test('arrays stay arrays in a program that imports both', async () => {
    const run = await evaluate(
      'import numpy as np\nimport torch\na = np.ones((2, 3))\nr = [a.size, a.std(), a.max(axis=1), np.max(a), a.transpose(1, 0).shape]\n',
    );
    expect(run.value('r')).toEqual([6, 0, [1, 1], 1, [3, 2]]);
  });
});

function expectClose(mine: unknown, wanted: unknown): void {
  if (typeof wanted === 'number') {
    expect(mine).toBeTypeOf('number');
    expect(Math.abs((mine as number) - wanted)).toBeLessThan(1e-12 * Math.max(1, Math.abs(wanted)));
  } else if (Array.isArray(wanted)) {
    expect(mine).toBeInstanceOf(Array);
    expect((mine as unknown[]).length).toBe(wanted.length);
    for (const [at, part] of wanted.entries()) expectClose((mine as unknown[])[at], part);
  } else {
    expect(mine).toEqual(wanted);
  }
}
