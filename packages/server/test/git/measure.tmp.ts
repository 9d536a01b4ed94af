import { mkdtemp, mkdir } from 'node:fs/promises';
import { CommitHash } from '@sluice/contract';
import { gitClient } from './git-client.ts';
import { startPlatform } from './platform.ts';
const p = await startPlatform();
const c = await gitClient();
const f: number[] = [], t: number[] = [], co: number[] = [], claim: number[] = [];
for (let n = 0; n < 15; n++) {
  await c.write({ 'app.py': `print(${n})\n`, 'requirements.txt': 'flask\n' });
  await c.commit(`c${n}`);
  const push = c.start('push', p.url('shop', 'ada-all'), 'main');
  const b = await p.takeBuild();
  claim.push(performance.now() - push.begun);
  const e = push.ended;
  await b.end('succeeded');
  await e; t.push(performance.now() - push.begun);
  f.push(push.lines[0]!.ms);
  const d = await mkdtemp('/tmp/co-'); const s = performance.now();
  await p.sources.checkout(b.row.tool, CommitHash.parse(b.row.commit), d); co.push(performance.now() - s);
}
const m = (a: number[]) => `median ${a.toSorted((x, y) => x - y)[7]!.toFixed(1)} max ${Math.max(...a).toFixed(1)}`;
console.log('claimable', m(claim)); console.log('first remote line', m(f)); console.log('whole push (build of 0 s)', m(t)); console.log('checkout', m(co));
await p[Symbol.asyncDispose](); await c[Symbol.asyncDispose]();
