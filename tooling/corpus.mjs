/** `npm run corpus -- FOLDER`: the engine over a folder of Python files. */
import process from 'node:process';
import { runTool } from './bundled-tool.mjs';

process.exitCode = await runTool('corpus');
