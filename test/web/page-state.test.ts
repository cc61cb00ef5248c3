/** What the page shows after which messages and choices. */
import { describe, expect, test } from 'vitest';
import { panelModel } from '../../src/core/report/panel-model.ts';
import type { CheckView, PanelMessage, PanelModel } from '../../src/protocol.ts';
import {
  initialState,
  offeredNetworks,
  type PageEvent,
  type PageState,
  update,
} from '../../webview/state/page-state.ts';
import { threeLayerAnalysis } from '../support/three-layer-network.ts';

const model = panelModel(threeLayerAnalysis(), 'regularization.py', 1);

function after(events: readonly (PageEvent | PanelMessage)[], start = initialState(null)): PageState {
  return events.reduce((state, event) => update(state, asEvent(event)), start);
}

function asEvent(event: PageEvent | PanelMessage): PageEvent {
  return 'message' in event ||
    event.type.startsWith('choose') ||
    event.type === 'step' ||
    event.type === 'zoom'
    ? (event as PageEvent)
    : { type: 'message', message: event as PanelMessage };
}

const shown = after([{ type: 'model', model }]);
const selection = ({ network, nodeId, gradientId }: PageState) => ({ network, nodeId, gradientId });

const rest = { stepId: null, zoom: 1, key: null, pinned: false };

describe('a new document', () => {
  test('opens on its first wrong gradient', () => {
    expect(selection(shown)).toEqual({ network: 0, nodeId: 'W3', gradientId: 'dW3' });
  });

  test('opens where it was left when the page was last alive', () => {
    const remembered = {
      document: 'regularization.py',
      network: 0,
      nodeId: 'Z1',
      gradientId: 'dZ1',
      ...rest,
    };
    const state = after([{ type: 'model', model }], initialState(remembered));
    expect(selection(state)).toEqual({ network: 0, nodeId: 'Z1', gradientId: 'dZ1' });
  });

  test('does not take up the selection of another document', () => {
    const remembered = { document: 'other.py', network: 0, nodeId: 'Z1', gradientId: 'dZ1', ...rest };
    expect(after([{ type: 'model', model }], initialState(remembered)).gradientId).toBe('dW3');
  });
});

describe('an edit', () => {
  test('leaves everything in sight and marks it as out of date', () => {
    const stale = after([{ type: 'stale' }], shown);
    expect(stale).toEqual({ ...shown, stale: true });
  });

  test('keeps the selection when the new model knows it', () => {
    const chosen = after([{ type: 'chooseNode', nodeId: 'A2' }], shown);
    const next = after([{ type: 'model', model: { ...model, revision: 2 } }], chosen);
    expect(next).toMatchObject({ nodeId: 'A2', gradientId: 'dA2', stale: false });
  });

  test('that removes what is selected falls back to the first wrong gradient', () => {
    const without: PanelModel = {
      ...model,
      networks: model.networks.map((network) => ({
        ...network,
        nodes: network.nodes.filter((node) => node.id !== 'A2'),
        gradients: network.gradients.filter((gradient) => gradient.id !== 'dA2'),
      })),
    };
    const next = after(
      [
        { type: 'chooseNode', nodeId: 'A2' },
        { type: 'model', model: without },
      ],
      shown,
    );
    expect(next.gradientId).toBe('dW3');
  });
});

describe('a choice', () => {
  test('of a variable brings its gradient along, and of a gradient its variable', () => {
    expect(after([{ type: 'chooseNode', nodeId: 'b2' }], shown)).toMatchObject({ gradientId: 'db2' });
    expect(after([{ type: 'chooseGradient', gradientId: 'dZ2' }], shown)).toMatchObject({ nodeId: 'Z2' });
  });

  test('of a variable without a gradient line shows none', () => {
    expect(after([{ type: 'chooseNode', nodeId: 'L2_cost' }], shown).gradientId).toBeNull();
  });
});

describe('the stepper', () => {
  const walked = after([{ type: 'step', command: 'goTo', stepId: 'Z2' }], shown);

  test('keeps its step over an edit that leaves it in place, and zoom and playing with it', () => {
    const next = after(
      [
        { type: 'zoom', zoom: 2 },
        { type: 'step', command: 'play' },
        { type: 'stale' },
        { type: 'model', model: { ...model, revision: 2 } },
      ],
      walked,
    );
    expect(next).toMatchObject({ stepper: { stepId: 'Z2', playing: true }, zoom: 2 });
  });

  test('is put away when its step is gone, and with its network or document', () => {
    const without = {
      ...model,
      networks: model.networks.map((network) => ({
        ...network,
        steps: network.steps.filter(({ nodeId }) => nodeId !== 'Z2'),
      })),
    };
    const away = { stepId: null, playing: false };
    expect(after([{ type: 'model', model: without }], walked).stepper).toEqual(away);
    expect(after([{ type: 'chooseNetwork', network: 0 }], walked).stepper).toEqual(away);
    expect(after([{ type: 'model', model: { ...model, document: 'other.py' } }], walked).stepper).toEqual(
      away,
    );
  });

  test('comes back, standing still, with the zoom of the last time', () => {
    const remembered = {
      document: 'regularization.py',
      network: 0,
      nodeId: 'Z1',
      gradientId: 'dZ1',
      stepId: 'W2+Ω',
      zoom: 1.5,
    };
    expect(after([{ type: 'model', model }], initialState(remembered))).toMatchObject({
      stepper: { stepId: 'W2+Ω', playing: false },
      zoom: 1.5,
    });
  });
});

describe('the cursor in the editor', () => {
  const cursor = (nodeId: string | null, gradientId: string | null, network = 0): PanelMessage => ({
    type: 'select',
    network,
    nodeId,
    gradientId,
  });

  test('on a gradient line selects the gradient and its variable', () => {
    expect(after([cursor(null, 'dA1')], shown)).toMatchObject({ nodeId: 'A1', gradientId: 'dA1' });
  });

  test('on a line of neither leaves the selection alone', () => {
    expect(after([cursor(null, null)], shown)).toBe(shown);
  });

  test('in a network that the page does not know changes nothing', () => {
    expect(after([cursor('W1', null, 3)], shown)).toBe(shown);
  });
});

describe('a gradient check', () => {
  const running: CheckView = { state: 'running', progress: 0.5, rows: [], undecided: [], epsilon: 1e-6 };
  const result = (check: CheckView): PanelMessage => ({ type: 'check', network: 0, check });

  test('belongs to the version of the document that it was begun on', () => {
    const state = after(
      [
        result(running),
        { type: 'model', model: { ...model, revision: 2 } },
        result({ ...running, state: 'done', progress: 1 }),
      ],
      shown,
    );
    expect(state.checks.get(0)).toMatchObject({ revision: 1, view: { state: 'done' } });
    expect(state.model?.revision).toBe(2);
  });

  test('run again is of the newer version', () => {
    const again = after(
      [
        result({ ...running, state: 'done' }),
        { type: 'model', model: { ...model, revision: 2 } },
        result(running),
      ],
      shown,
    );
    expect(again.checks.get(0)?.revision).toBe(2);
  });

  test('is forgotten with its document', () => {
    const state = after(
      [result(running), { type: 'model', model: { ...model, document: 'other.py' } }],
      shown,
    );
    expect(state.checks.size).toBe(0);
  });
});

test('networks without a gradient of the user are not offered', () => {
  const [network] = model.networks;
  const bare = network ? { ...network, gradients: [] } : network;
  const both = { ...model, networks: bare && network ? [bare, network] : [] };
  expect(offeredNetworks(both)).toEqual([1]);
  expect(after([{ type: 'model', model: both }]).network).toBe(1);
  expect(offeredNetworks({ ...model, networks: bare ? [bare, bare] : [] })).toEqual([0, 1]);
});

test('without a document nothing is left of the last one', () => {
  expect(after([{ type: 'empty' }], shown)).toMatchObject({ phase: 'empty', model: null, nodeId: null });
});
