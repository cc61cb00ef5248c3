/** Libraries that no workspace holds as files, so that the loader need not look for them. */

const standardLibrary =
  '__future__ abc argparse array ast asyncio atexit base64 bisect builtins bz2 codecs collections concurrent configparser ' +
  'contextlib copy cPickle csv ctypes cProfile dataclasses datetime decimal difflib enum errno fractions functools gc getopt ' +
  'getpass glob gzip hashlib heapq html http importlib inspect io itertools json locale logging math mmap multiprocessing ' +
  'numbers operator os pathlib pdb pickle pkgutil pprint random re resource sched shelve shlex shutil signal socket ' +
  'sqlite3 ssl string StringIO struct subprocess sys tarfile tempfile textwrap threading time timeit traceback ' +
  'tkinter tokenize types typing typing_extensions unicodedata unittest urllib urllib2 urlparse uuid warnings weakref ' +
  'xml zipfile zlib six';

const thirdParty =
  'absl altair autograd bokeh cupy cv2 cvxopt cython dask datasets gensim google gym gymnasium h5py imageio IPython ' +
  'ipywidgets jax jaxlib joblib keras lightgbm line_profiler matplotlib mpl_toolkits mnist networkx nltk numba numexpr ' +
  'numpy opt_einsum pandas patsy PIL pkg_resources plotly prettytable psutil pydot pygame pylab pyspark pytest ' +
  'pytorch_lightning requests scipy seaborn setuptools skimage sklearn spacy statsmodels sympy tabulate tensorboard ' +
  'tensorboardX tensorflow tensorflow_datasets termcolor tf theano torch torchinfo torchsummary torchvision tqdm ' +
  'transformers wandb xgboost yaml';

const names = new Set(`${standardLibrary} ${thirdParty}`.split(' '));

/** True for a dotted name whose first part is a library that everybody installs or that comes with Python. */
export function isKnownLibrary(dottedName: string): boolean {
  return names.has(dottedName.split('.', 1)[0] ?? '');
}
