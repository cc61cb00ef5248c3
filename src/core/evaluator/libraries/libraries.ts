/** The modules that can be imported without being in the workspace: NumPy, the modelled parts of Python's library, and the rest. */
import type { Machine } from '../machine.ts';
import { arrayLibrary } from '../numpy/index.ts';
import { type ModuleValue, unknown, type Value } from '../values.ts';
import { collectionsModule } from './collections.ts';
import { contextsModule } from './contexts.ts';
import { copyModule } from './copying.ts';
import { dataFramesModule } from './data-frames.ts';
import { scalingModule, shufflingModule, splittingModule } from './data-preparation.ts';
import { dataSetsModule } from './data-sets.ts';
import { dataclassesModule, typingModule } from './declarations.ts';
import { filesModule, tablesModule } from './files.ts';
import { functoolsModule, itertoolsModule, operatorModule } from './functional.ts';
import { randomModule } from './random.ts';
import { containerKindsModule, numberKindsModule } from './kinds.ts';
import { notEvaluated, outsideModule } from './outside.ts';
import { optimizersModule } from './optimizers.ts';
import {
  commandLineModule,
  enumModule,
  pathModule,
  progressBarModule,
  systemFilesModule,
  timeitModule,
  timeModule,
  typesModule,
} from './scripts.ts';
import { torchModule } from '../torch/module.ts';
import { progressModule, systemModule } from './surroundings.ts';

/** Makes a module of the evaluator's own by its dotted name; null where neither it nor its package is one. */
export function createLibrary(machine: Machine, name: string): Value | null {
  const make = Object.hasOwn(makers, name) ? makers[name] : undefined;
  if (make) return make(machine);
  const arrays = arrayLibrary(name);
  if (arrays) return arrays;
  const [root = name, ...rest] = name.split('.');
  const leaf = rest.at(-1);
  if (leaf !== undefined && (root in makers || arrayLibrary(root))) return partOf(machine, name, leaf);
  return outside.has(root) ? outsideModule(name) : null;
}

const makers: Readonly<Record<string, (machine: Machine) => Value>> = {
  random: randomModule,
  copy: copyModule,
  contextlib: contextsModule,
  collections: collectionsModule,
  functools: functoolsModule,
  itertools: itertoolsModule,
  operator: operatorModule,
  dataclasses: dataclassesModule,
  typing: typingModule,
  typing_extensions: typingModule,
  abc: (machine) => declared(machine, 'abc', ['ABC', 'ABCMeta']),
  numbers: numberKindsModule,
  'collections.abc': containerKindsModule,
  sys: systemModule,
  builtins: builtinsModule,
  __builtin__: builtinsModule,
  'future.builtins': builtinsModule,
  'past.builtins': builtinsModule,
  'six.moves': builtinsModule,
  tqdm: progressModule,
  time: timeModule,
  timeit: timeitModule,
  os: systemFilesModule,
  'os.path': pathModule,
  argparse: commandLineModule,
  types: typesModule,
  enum: enumModule,
  csv: tablesModule,
  io: (machine) => filesModule(machine, 'io'),
  codecs: (machine) => filesModule(machine, 'codecs'),
  progressbar: progressBarModule,
  'scipy.optimize': optimizersModule,
  'sklearn.datasets': dataSetsModule,
  'sklearn.model_selection': (machine) => splittingModule(machine, 'sklearn.model_selection'),
  'sklearn.cross_validation': (machine) => splittingModule(machine, 'sklearn.cross_validation'),
  'sklearn.preprocessing': scalingModule,
  'sklearn.utils': shufflingModule,
  pandas: dataFramesModule,
  torch: torchModule,
};

/** Packages whose absence from the workspace is no surprise: nothing is asked about them, and nothing is known of them. */
const outside: ReadonlySet<string> = new Set(
  (
    'matplotlib h5py sklearn seaborn plotly PIL cv2 skimage imageio pathlib shutil glob tempfile subprocess datetime ' +
    'json pickle cPickle joblib gzip zipfile struct re string textwrap logging warnings pprint traceback ' +
    'inspect threading multiprocessing queue concurrent asyncio urllib requests socket unittest pytest ' +
    'weakref gc platform getpass signal uuid hashlib base64 statistics decimal fractions bisect heapq ' +
    'torchvision tensorflow keras theano jax jaxlib cupy numba autograd mxnet nltk gensim networkx graphviz pydot ' +
    'IPython ipywidgets mpl_toolkits pylab tabulate termcolor click yaml psutil wandb tensorboard gym emcee mnist ' +
    'tensorflow_datasets six future past sympy statsmodels xgboost'
  ).split(' '),
);

/** The built-in names as a module: code for Python 2 and 3 writes `from builtins import range`, `from past.builtins import xrange`. */
function builtinsModule(machine: Machine): ModuleValue {
  return {
    type: 'module',
    name: 'builtins',
    attributes: new Map(machine.builtins.names),
    missing: (attribute, span) => notEvaluated('builtins', attribute, span),
  };
}

/** `numpy.random`, `tqdm.auto`: a part that the package's own table has, or nothing known. */
function partOf(machine: Machine, name: string, leaf: string): Value {
  const owner = machine.library(name.slice(0, -leaf.length - 1));
  const part = owner?.type === 'module' ? owner.attributes.get(leaf) : undefined;
  return part?.type === 'module' ? part : outsideModule(name);
}

/** A module of base classes and decorators that say nothing about values. */
function declared(machine: Machine, name: string, classes: readonly string[]): ModuleValue {
  const attributes = new Map<string, Value>(classes.map((item) => [item, machine.type('object')]));
  if (name === 'abc') {
    for (const decorator of [
      'abstractmethod',
      'abstractproperty',
      'abstractclassmethod',
      'abstractstaticmethod',
    ]) {
      attributes.set(decorator, passThrough(machine, decorator));
    }
  }
  return {
    type: 'module',
    name,
    attributes,
    missing: (attribute, span) => notEvaluated(name, attribute, span),
  };
}

function passThrough(machine: Machine, name: string): Value {
  if (name === 'abstractproperty') return machine.type('property');
  if (name === 'abstractclassmethod') return machine.type('classmethod');
  if (name === 'abstractstaticmethod') return machine.type('staticmethod');
  return {
    type: 'builtin',
    name,
    call: (_, args) => args.positional[0] ?? unknown('A decorator without a function', args.span),
  };
}
