import { describe, expect, test } from 'vitest';
import { type CheckRequest, parseArguments } from '../../src/cli/arguments.ts';

const host = { ruleNames: ['l2-missing-term', 'l2-summed-weights', 'wrong-sign'], cores: 6 };

function parse(line: string) {
  return parseArguments(line.split(' ').filter(Boolean), host);
}

function request(line: string): CheckRequest {
  const parsed = parse(line);
  if (parsed.kind !== 'check') throw new Error(`'${line}' is no check but ${JSON.stringify(parsed)}`);
  return parsed;
}

describe('The words of the command line', () => {
  test('default to a text report on standard output with one thread for each core', () => {
    expect(request('check net.py')).toMatchObject({
      paths: ['net.py'],
      format: 'text',
      output: null,
      fix: false,
      jobs: 6,
      verbose: false,
    });
  });

  test('take options before, between and after the paths, with a space or an equals sign', () => {
    const parsed = request('check --format=sarif a.py --output out.sarif b --jobs 2 --fix --verbose');
    expect(parsed).toMatchObject({
      paths: ['a.py', 'b'],
      format: 'sarif',
      output: 'out.sarif',
      jobs: 2,
      fix: true,
      verbose: true,
    });
  });

  test('take everything after -- as a path', () => {
    expect(request('check -- --fix').paths).toEqual(['--fix']);
  });

  test('keep only the selected rules, and of those not the ignored ones', () => {
    const kept = (line: string) => host.ruleNames.filter(request(line).keepsRule);
    expect(kept('check .')).toEqual(host.ruleNames);
    expect(kept('check --select l2-missing-term,wrong-sign .')).toEqual(['l2-missing-term', 'wrong-sign']);
    expect(kept('check --ignore wrong-sign .')).toEqual(['l2-missing-term', 'l2-summed-weights']);
    expect(kept('check --select l2-missing-term --select wrong-sign --ignore wrong-sign .')).toEqual([
      'l2-missing-term',
    ]);
  });

  test('ask for help or the version, whatever else they say', () => {
    expect(parse('--help').kind).toBe('help');
    expect(parse('check -h').kind).toBe('help');
    expect(parse('--version').kind).toBe('version');
  });

  test.each([
    ['', 'no command given'],
    ['lint net.py', "unknown command 'lint'"],
    ['check', 'no path given'],
    ['check --format xml net.py', "--format is text, json or sarif, not 'xml'"],
    ['check --jobs 0 net.py', "--jobs is a whole number from 1 up, not '0'"],
    ['check --jobs 1.5 net.py', "--jobs is a whole number from 1 up, not '1.5'"],
    ['check --select l2-sumed-weights net.py', "there is no rule 'l2-sumed-weights'"],
    ['check --ignore BP007 net.py', "there is no rule 'BP007'"],
  ])("are refused where they are wrong: '%s'", (line, message) => {
    expect(parse(line)).toEqual({ kind: 'usage-error', message });
  });

  test('are refused where an option is unknown or lacks its value', () => {
    expect(parse('check --fxi net.py')).toMatchObject({
      kind: 'usage-error',
      message: expect.stringContaining("'--fxi'"),
    });
    expect(parse('check net.py --output')).toMatchObject({
      kind: 'usage-error',
      message: expect.stringContaining('--output'),
    });
  });
});
