import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDockerEngine } from '../src/adapters/engine-docker/index.ts';
import { dockerNetworks } from '../src/docker-network/docker-networks.ts';
import { ensureNetwork, removeNetwork } from '../src/docker-network/network.ts';
import { runOne } from './contracts/engine.contract.ts';
import { miniBuildpack } from './contracts/mini-buildpack.ts';
import { startOpenRegistry } from './contracts/open-registry.ts';
test('bench', async () => {
  const dockerHost = process.env['DOCKER_HOST'] ?? ''; const cache = process.env['SLUICE_TEST_CACHE'] ?? '';
  const directory = await mkdtemp('/tmp/sluice-bench-'); const registry = await startOpenRegistry(join(cache, 'bin/docker-registry'));
  const engine = await createDockerEngine({ dockerHost, installation: 'bench', directory, cache, network: await ensureNetwork(dockerNetworks(dockerHost), 'bench', console.log), registryHost: registry.host, credential: async () => '', pushAuth: async () => ({}), buildpacks: () => miniBuildpack, certificates: null, baseSource: () => null, clock: { now: () => '', monotonic: () => performance.now() }, progress: console.log, warn: console.log });
  const under = { engine, write: async (d: string, f: Readonly<Record<string, string>>) => { for (const [k, v] of Object.entries(f)) await writeFile(join(d, k), v); }, registry: '', secrets: [], image: async () => ({ labels: {}, layers: [] }) };
  let previous = null;
  for (let i = 0; i < 8; i++) {
    const t = performance.now();
    const { outcome, text } = await runOne(under, { 'app.sh': `sleep ${i}`, lock: 'a', 'build.sh': 'true\n' }, { previous });
    console.log(i, Math.round(performance.now() - t), outcome.kind === 'built' ? outcome.steps.map((s) => `${s.step}=${s.ms}`).join(' ') : JSON.stringify(outcome), text.split('\n').at(-1));
    previous = outcome.kind === 'built' ? outcome.digest : null;
    await engine.tidied();
  }
  await removeNetwork(dockerNetworks(dockerHost), 'bench'); await registry[Symbol.asyncDispose](); await rm(directory, { recursive: true });
}, 60000);
