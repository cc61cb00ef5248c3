/** Loads a document and the workspace's modules that it imports, for the evaluator; whoever calls it supplies the files. */
import type { PythonParser } from '../python/parser.ts';
import type { SourceText } from '../python/source.ts';
import { folderOf, joinPath, parentOf, stemOf } from './document-path.ts';
import { type ImportRequest, importRequests } from './imports.ts';
import { isKnownLibrary } from './known-libraries.ts';
import { sourceOf } from './notebook.ts';
import type { DocumentInput, Project, PythonModule } from './project.ts';

/** Reads a file of the workspace; null where there is none. */
type ReadFile = (uri: string) => Promise<string | null>;

/** More modules than hand-written networks ever have; a huge workspace stops here. */
const mostModules = 200;

/** Courses keep shared code some folders up and reach it through `sys.path`. */
const foldersUp = 4;

/**
 * The project of a document: itself and every module that it imports, directly or not, from its folder, from the folder of
 * the importing module, or from up to four folders above. Errors of the reader count as missing files.
 */
export async function loadProject(
  document: DocumentInput,
  read: ReadFile,
  parser: PythonParser,
): Promise<Project> {
  return new Loader(document, read, parser).load();
}

class Loader {
  readonly #main: PythonModule;
  readonly #read: ReadFile;
  readonly #parser: PythonParser;
  readonly #modules: PythonModule[] = [];
  /** Modules by uri; null for files that are not there. Promises, so that no file is read twice. */
  readonly #byUri = new Map<string, Promise<PythonModule | null>>();
  /** Answers by importing module and request. */
  readonly #answers = new Map<string, PythonModule | null>();
  readonly #mainFolders: readonly string[];

  constructor(document: DocumentInput, read: ReadFile, parser: PythonParser) {
    this.#read = read;
    this.#parser = parser;
    this.#main = this.#parse(sourceOf(document), stemOf(document.uri));
    if (document.kind === 'file') this.#byUri.set(document.uri, Promise.resolve(this.#main));
    this.#mainFolders = foldersFrom(document.uri);
  }

  async load(): Promise<Project> {
    this.#modules.push(this.#main);
    for (let next = 0; next < this.#modules.length; next++)
      await this.#follow(this.#modules[next] as PythonModule);
    const answers = this.#answers;
    return {
      main: this.#main,
      modules: this.#modules,
      resolveImport: (from, dottedName, level) => answers.get(answerKey(from, { dottedName, level })) ?? null,
    };
  }

  /** Reads what one module imports, all at once; the order of the modules is that of the imports. */
  async #follow(module: PythonModule): Promise<void> {
    const requests = importRequests(module.tree).filter(
      ({ dottedName, level }) => level > 0 || !isKnownLibrary(dottedName),
    );
    const found = await Promise.all(requests.map((request) => this.#find(module, request)));
    for (const [index, request] of requests.entries()) {
      const answer = found[index] ?? null;
      if (answer && !this.#modules.includes(answer)) {
        if (this.#modules.length >= mostModules) continue;
        this.#modules.push(answer);
      }
      this.#answers.set(answerKey(module, request), answer);
    }
  }

  async #find(from: PythonModule, request: ImportRequest): Promise<PythonModule | null> {
    const parts = request.dottedName === '' ? [] : request.dottedName.split('.');
    for (const folder of this.#foldersFor(from, request.level)) {
      const name = this.#nameOf(folder, parts);
      const files = [joinPath(folder, ...parts, '__init__.py')];
      const last = parts.at(-1);
      if (last !== undefined) files.push(joinPath(folder, ...parts.slice(0, -1), `${last}.py`));
      for (const uri of files) {
        const module = await this.#moduleAt(uri, name);
        if (module) return module;
      }
    }
    return null;
  }

  #foldersFor(from: PythonModule, level: number): readonly string[] {
    const own = folderOf(from.uri);
    if (level === 0) {
      const [first, ...others] = this.#mainFolders;
      return [...new Set([first, own, ...others].filter((folder) => typeof folder === 'string'))];
    }
    let folder = own;
    for (let up = 1; up < level && folder !== null; up++) folder = parentOf(folder);
    return folder === null ? [] : [folder];
  }

  /** The dotted name seen from the document's folder, where the module lies below it. */
  #nameOf(folder: string, parts: readonly string[]): string {
    const [home] = this.#mainFolders;
    const inside = home !== undefined && folder.startsWith(home) ? folder.slice(home.length) : '';
    return [...inside.split(/[\\/]/).filter((part) => part !== ''), ...parts].join('.');
  }

  #moduleAt(uri: string, name: string): Promise<PythonModule | null> {
    const known = this.#byUri.get(uri);
    if (known) return known;
    const loading = this.#read(uri)
      .catch(() => null)
      .then((text) => (text === null ? null : this.#parse({ uri, text, cells: null }, name)));
    this.#byUri.set(uri, loading);
    return loading;
  }

  #parse(source: SourceText, name: string): PythonModule {
    const { module, problems } = this.#parser.parse(source);
    // A tree that is remembered keeps the source object of its first parse, to which all its spans point.
    return { uri: source.uri, name, source: module.span.source, tree: module, problems };
  }
}

function answerKey(from: PythonModule, request: ImportRequest): string {
  return `${from.uri}\0${'.'.repeat(request.level)}${request.dottedName}`;
}

/** A document's folder and those above it, nearest first. */
function foldersFrom(uri: string): string[] {
  const folders: string[] = [];
  let folder = folderOf(uri);
  while (folder !== null && folders.length <= foldersUp) {
    folders.push(folder);
    folder = parentOf(folder);
  }
  return folders;
}
