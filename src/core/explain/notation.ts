/** The user's names as mathematics: W1 becomes W^{[1]}, dW1 dW^{[1]}, lambd λ. For derivations and the panel. */

/**
 * LaTeX for a name of the user's code: `W1`, `parameters["W1"]`, `self.layers[0].W`, `dZ_2`, `lambd`, `W_xh`.
 * `layer` is the layer's number where the name itself has none. Errors: none, any text gives LaTeX that reads as the text.
 */
export function latexOfName(name: string, layer: number | null = null): string {
  const { stem, index, subscript } = dissect(lastPart(name));
  const number = index ?? (layer === null ? null : String(layer));
  const down = subscript === null ? '' : `_{${upright(subscript)}}`;
  const up = number === null ? '' : `^{[${number}]}`;
  return `${latexOfStem(stem)}${down}${up}`;
}

/** LaTeX for a text that has to stand upright in a formula, with TeX's own characters made harmless. */
export function upright(text: string): string {
  if (/^[A-Za-z]$/.test(text) || /^\d+$/.test(text)) return text;
  const safe = text
    .replace(/[\\{}]/g, ' ')
    .replace(/[_&%$#]/g, '\\$&')
    .replace(/[~^]/g, ' ');
  return `\\mathrm{${safe}}`;
}

/** The key of a dictionary entry, the attribute of an object, or the name as it is: what a reader would say aloud. */
function lastPart(name: string): string {
  const key = /\[\s*['"]([^'"]+)['"]\s*\]\s*$/.exec(name);
  if (key?.[1] !== undefined) return key[1];
  const attribute = /\.([A-Za-z_]\w*)((?:\[[^\]]*\])?)$/.exec(name);
  return attribute ? `${attribute[1]}${attribute[2]}` : name;
}

interface NameParts {
  readonly stem: string;
  readonly index: string | null;
  readonly subscript: string | null;
}

/** `W[k]`, `h[k - 1]`: which layer that is has to be told from outside. */
const subscriptedByName = /^([A-Za-z_]\w*)\[[^\]]*\]$/;

function dissect(name: string): NameParts {
  const numbered = /^([A-Za-z]+)_?(\d+)$/.exec(name) ?? /^([A-Za-z_]+)\[(\d+)\]$/.exec(name);
  if (numbered) return { stem: numbered[1] ?? name, index: numbered[2] ?? null, subscript: null };
  const ofLoop = subscriptedByName.exec(name)?.[1];
  if (ofLoop !== undefined) return dissect(ofLoop);
  const subscripted = /^([A-Za-z]{1,2})_([A-Za-z]\w*)$/.exec(name);
  if (subscripted) return { stem: subscripted[1] ?? name, index: null, subscript: subscripted[2] ?? null };
  return { stem: name, index: null, subscript: null };
}

const greek = new Map([
  ...[
    'alpha',
    'beta',
    'gamma',
    'delta',
    'epsilon',
    'theta',
    'lambda',
    'mu',
    'sigma',
    'phi',
    'rho',
    'omega',
  ].map((letter) => [letter, `\\${letter}`] as const),
  ...['Delta', 'Theta', 'Sigma', 'Phi', 'Omega', 'Gamma'].map((letter) => [letter, `\\${letter}`] as const),
  ...[
    'lambd',
    'lamda',
    'lamb',
    'lam',
    'lmbda',
    'lambda_',
    'lmbd',
    'lambtha',
    'reg',
    'reg_lambda',
    'l2_lambda',
    'Lambda',
  ].map((spelling) => [spelling, '\\lambda'] as const),
  ['eps', '\\epsilon'] as const,
]);

/** One letter is a symbol; `d` before a letter or a Greek name is a differential; a longer word stands upright. */
function latexOfStem(stem: string): string {
  const letter = greek.get(stem);
  if (letter !== undefined) return letter;
  if (/^[A-Za-z]$/.test(stem)) return stem;
  const differential = /^d_?([A-Za-z]|[a-z]+)$/.exec(stem)?.[1];
  if (differential !== undefined && (differential.length === 1 || greek.has(differential))) {
    return `d${latexOfStem(differential)}`;
  }
  return upright(stem);
}
