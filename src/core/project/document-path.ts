/** Paths of documents as hosts give them: POSIX and Windows paths, and URIs of any scheme; joined as text, never looked up. */

/** A scheme has two letters or more, so that `C:` is a drive. */
const schemePattern = /^[A-Za-z][A-Za-z0-9+.-]+:/;

/** The folder of a document, without a slash at its end; null for a document without one, such as `untitled:Untitled-1`. */
export function folderOf(uri: string): string | null {
  const path = withoutQuery(uri);
  const slash = lastSlash(path);
  if (slash < 0) return schemePattern.test(path) ? null : '';
  return slash < rootLength(path) ? path.slice(0, rootLength(path)) : path.slice(0, slash);
}

/** The folder around a folder; null above the root of a drive, of a URI's authority, or of a relative path. */
export function parentOf(folder: string): string | null {
  if (folder.length <= rootLength(folder) || folder === '' || folder === '.') return null;
  return folderOf(folder);
}

/** A file or folder inside a folder; names are encoded where the folder is a URI. */
export function joinPath(folder: string, ...names: readonly string[]): string {
  const isUri = schemePattern.test(folder);
  const separator = !isUri && folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  const parts = isUri ? names.map((name) => encodeURIComponent(name)) : names;
  if (folder === '') return parts.join(separator);
  return (/[\\/]$/.test(folder) ? folder : folder + separator) + parts.join(separator);
}

/** The name of a document without its folder and its ending. */
export function stemOf(uri: string): string {
  const path = withoutQuery(uri);
  const name = path.slice(lastSlash(path) + 1).replace(schemePattern, '');
  const decoded = schemePattern.test(path) ? decodeName(name) : name;
  return decoded.replace(/(.)\.[^.]*$/, '$1');
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Only URIs have queries and fragments: a file may be called `a#b.py`. */
function withoutQuery(uri: string): string {
  return schemePattern.test(uri) ? uri.replace(/[?#].*$/s, '') : uri;
}

function lastSlash(path: string): number {
  const slash = path.lastIndexOf('/');
  return schemePattern.test(path) ? slash : Math.max(slash, path.lastIndexOf('\\'));
}

/** `scheme://authority/`, `C:\`, `\\server\share\` or `/`: the part that has no parent. */
function rootLength(path: string): number {
  const root = /^[A-Za-z][A-Za-z0-9+.-]+:(?:\/\/[^/]*)?\/?|^[A-Za-z]:[\\/]?|^\\\\[^\\]+\\[^\\]+\\?|^\//.exec(
    path,
  );
  return root ? root[0].length : 0;
}
