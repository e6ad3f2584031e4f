// npm writes into package-lock.json only the platform packages that the registry in use serves, and `npm ci` refuses such a lock on any
// other machine ("Missing: … from lock file"). This adds the missing ones, as their parents' optionalDependencies name them: run it
// after each change of package-lock.json.
import { readFileSync, writeFileSync } from 'node:fs';

const file = process.argv[2] ?? 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));
const { packages } = lock;
let added = 0;

for (const [path, parent] of Object.entries({ ...packages })) {
  for (const [name, range] of Object.entries(parent.optionalDependencies ?? {})) {
    const exact = /^\d/.test(range);
    const version = range.replace(/^[\^~]/, '');
    if (!/^\d+\.\d+\.\d+/.test(version)) continue;
    const nested = `${path}/node_modules/${name}`;
    const hoisted = `node_modules/${name}`;
    if (packages[nested] || (packages[hoisted] && (!exact || packages[hoisted].version === version))) continue;
    const [os, cpu] = platformOf(name);
    packages[packages[hoisted] ? nested : hoisted] = {
      version,
      ...(parent.dev ? { dev: true } : {}),
      optional: true,
      os: [os],
      cpu: [cpu],
    };
    added++;
  }
}

writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} platform packages added to ${file}.`);

function platformOf(name) {
  const last = name.split('/').at(-1).replace('windows', 'win32');
  return [
    /darwin|win32|linux|freebsd|openbsd|netbsd|sunos|aix|android|openharmony/.exec(last)?.[0] ?? 'none',
    /arm64|x64|ia32|ppc64|s390x|riscv64|loong64|mips64el|arm/.exec(last)?.[0] ?? 'none',
  ];
}
