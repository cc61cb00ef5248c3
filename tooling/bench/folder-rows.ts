/** The rows on folders: the command line on ten thousand files against ruff, and on those without networks against grep. */
import { join } from 'node:path';
import process from 'node:process';
import { type GeneratedFolder, writeGeneratedFolder } from './generated-folder.ts';
import type { Peers } from './peers.ts';
import { processMilliseconds } from './process-rows.ts';
import type { Row } from './rows.ts';

export interface FolderSettings {
  readonly peers: Peers;
  readonly folder: string;
  readonly program: string;
  readonly files: number;
  readonly repeats: number;
}

/** Bytes of a file on average: 10,000 files have 135 MB. */
const bytesPerFile = 13_500;
const filesPerNetwork = 200;

/** The two rows on folders; the files are written when the first of them begins. */
export function folderRows({ peers, folder, program, files, repeats }: FolderSettings): Row[] {
  let written: GeneratedFolder | null = null;
  const generated = (): GeneratedFolder => {
    written ??= writeGeneratedFolder(join(folder, 'generated'), {
      files,
      networks: Math.ceil(files / filesPerNetwork),
      bytes: files * bytesPerFile,
    });
    return written;
  };
  const check = (path: string): number =>
    processMilliseconds(process.execPath, [program, 'check', path], [0, 1]);
  const size = `${files} Python files`;
  return [
    {
      id: 'folder',
      what: `\`check\` on ${size} with ${Math.ceil(files / filesPerNetwork)} networks`,
      peer: '`ruff check --select F821 --no-cache`',
      target: 1,
      repeats,
      prepare: async () => {
        const { ruff } = peers;
        if (ruff === null) return { missing: 'there is no ruff here' };
        const { all, bytes } = generated();
        return {
          ours: async () => check(all),
          theirs: async () =>
            processMilliseconds(ruff, ['check', '--select', 'F821', '--no-cache', '--isolated', all], [0, 1]),
          note: () => `${(bytes / 1e6).toFixed(0)} MB of Python`,
        };
      },
    },
    {
      id: 'text-test',
      what: `\`check\` on those of the ${size} without networks`,
      peer: '`grep -rl numpy`',
      target: 3,
      repeats,
      prepare: async () => {
        const { grep } = peers;
        if (grep === null) return { missing: 'there is no grep here' };
        const { withoutNetworks } = generated();
        return {
          ours: async () => check(withoutNetworks),
          theirs: async () => processMilliseconds(grep, ['-rl', 'numpy', withoutNetworks], [0, 1]),
        };
      },
    },
  ];
}
