// The published personal data server, configured by its environment. The working folder holds its node_modules.
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = createRequire(path.join(process.cwd(), 'package.json'))
const { PDS, envToCfg, envToSecrets, readEnv } = await import(pathToFileURL(folder.resolve('@atproto/pds')).href)

const env = readEnv()
const pds = await PDS.create(envToCfg(env), envToSecrets(env))
await pds.start()
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, async () => {
    await pds.destroy()
    process.exit(0)
  })
}
