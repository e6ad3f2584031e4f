// Makes a checkout ready to run: packages into node_modules, compiled code into lib, the desk into lib/web. Runs before there are any packages,
// so it uses none.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const shownReasons = 6;
const at = (...parts) => join(root, ...parts);
const say = (line) => process.stderr.write(`${line}\n`); // stdout belongs to the command that is run afterwards
const changed = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

/** Does only what is out of date; ends the process with a sentence if it cannot. */
export function prepare() {
  checkNode();
  if (changed(at('node_modules/.package-lock.json')) < changed(at('package-lock.json'))) install();
  outOfDate('lib/.stamp', ['src', 'standins', 'worker.ts', 'client.ts', 'tsconfig.json', 'tsconfig.build.json'], () =>
    build('Compiling …', 'typescript/bin/tsc', ['-p', 'tsconfig.build.json']),
  );
  outOfDate('lib/.web-stamp', ['web', 'src/contracts', 'client.ts', 'package-lock.json'], () =>
    build('Building the desk …', 'vite/bin/vite.js', ['build', 'web', '--logLevel', 'warn']),
  );
}

function checkNode() {
  const needed = JSON.parse(readFileSync(at('package.json'), 'utf8')).engines.node.replace('>=', '');
  if (process.versions.node.localeCompare(needed, 'en', { numeric: true }) >= 0) return;
  fail(`Seaworthy needs Node.js ${needed} or newer; this is ${process.versions.node}. See nodejs.org/en/download.`);
}

function install() {
  say('Installing packages (half a minute or so, once) …');
  const ci = npm('pipe', 'ci');
  if (ci.status !== 0) {
    const reasons = String(ci.stderr ?? '')
      .split('\n')
      .filter((line) => line.startsWith('npm error'));
    say(
      [
        ...reasons.slice(0, shownReasons),
        'npm ci did not work: trying npm install, which needs no complete lock file.',
      ].join('\n'),
    );
    if (npm('inherit', 'install', '--no-save').status !== 0) {
      fail('The packages could not be installed: npm says why above. Mend that and try again.');
    }
  }
  const now = new Date();
  utimesSync(at('node_modules/.package-lock.json'), now, now); // npm install may have left it older than the lock file
}

function npm(output, ...args) {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const stdio = output === 'pipe' ? ['ignore', 'ignore', 'pipe'] : ['ignore', 2, 2];
  return spawnSync('npm', [...args, ...quiet], { cwd: root, stdio, shell: process.platform === 'win32' });
}

function outOfDate(stamp, sources, make) {
  if (newest(sources) <= changed(at(stamp))) return;
  const began = new Date();
  make();
  mkdirSync(at('lib'), { recursive: true });
  writeFileSync(at(stamp), '');
  utimesSync(at(stamp), began, began); // what was saved while it was made is newer
}

function build(line, tool, args) {
  say(line);
  const made = spawnSync(process.execPath, [at('node_modules', tool), ...args], { cwd: root, stdio: ['ignore', 2, 2] });
  if (made.status !== 0) fail('The sources do not compile: the errors are above.');
}

/** Folders count too: they change when a file in them goes. */
function newest(sources) {
  let last = 0;
  const look = (path) => {
    last = Math.max(last, changed(path));
    if (!existsSync(path) || !statSync(path).isDirectory()) return;
    for (const name of readdirSync(path)) look(join(path, name));
  };
  for (const source of sources) look(at(source));
  return last;
}

function fail(sentence) {
  say(sentence);
  process.exit(1);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) prepare();
