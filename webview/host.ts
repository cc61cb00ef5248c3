/** The page's line to the editor: typed messages out, checked messages in, and the little that outlives a hidden page. */
import type { PageMessage, PanelMessage } from '../src/protocol.ts';

/** What VS Code gives a webview's script, once. */
interface VsCodeApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: SavedState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The selection that is kept while the view is hidden or the window reloads. */
export interface SavedState {
  readonly document: string;
  readonly network: number;
  readonly nodeId: string | null;
  readonly gradientId: string | null;
  readonly stepId: string | null;
  readonly zoom: number;
  /** The editor's name for the document, and whether the panel stays with it: the editor reads both. */
  readonly key: string | null;
  readonly pinned: boolean;
}

export interface Host {
  post(message: PageMessage): void;
  save(state: SavedState): void;
  /** What was saved last; null where nothing was, or what was saved is of another shape. */
  saved(): SavedState | null;
  /** Calls back with every message of the editor that has a known type. */
  listen(receive: (message: PanelMessage) => void): void;
}

/** Connects to the editor. To be called once: VS Code hands its interface out a single time. */
export function connect(): Host {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    save: (state) => api.setState(state),
    saved: () => asSavedState(api.getState()),
    listen: (receive) =>
      window.addEventListener('message', (event: MessageEvent<unknown>) => {
        const message = asPanelMessage(event.data);
        if (message) receive(message);
      }),
  };
}

const panelMessageTypes: ReadonlySet<string> = new Set<PanelMessage['type']>([
  'model',
  'empty',
  'stale',
  'select',
  'check',
  'strengths',
  'training',
  'derivation',
  'told',
  'subject',
  'draw',
]);

/** Other scripts of the frame post messages too, so only those with a type of ours pass. */
function asPanelMessage(data: unknown): PanelMessage | null {
  if (typeof data !== 'object' || data === null || !('type' in data)) return null;
  return panelMessageTypes.has(String(data.type)) ? (data as PanelMessage) : null;
}

function asSavedState(data: unknown): SavedState | null {
  if (typeof data !== 'object' || data === null) return null;
  const state = data as Partial<SavedState>;
  if (typeof state.document !== 'string' || typeof state.network !== 'number') return null;
  return {
    document: state.document,
    network: state.network,
    nodeId: typeof state.nodeId === 'string' ? state.nodeId : null,
    gradientId: typeof state.gradientId === 'string' ? state.gradientId : null,
    stepId: typeof state.stepId === 'string' ? state.stepId : null,
    zoom: typeof state.zoom === 'number' && state.zoom > 0 ? state.zoom : 1,
    key: typeof state.key === 'string' ? state.key : null,
    pinned: state.pinned === true,
  };
}
