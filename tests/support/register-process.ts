import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { inject } from 'vitest'
import { administer, databaseUrl } from './global-setup.ts'

export interface RegisterProcess extends AsyncDisposable {
  url: string
  databaseUrl: string
  /** What the first start printed; empty when the database had a key. */
  firstKey: string
  child: ChildProcess
  output: () => string
}

/** What `npm start` and `npm run cli` have Node run. */
export const program = (name: 'main' | 'cli') => ['--import', './src/quick-start.ts', `src/${name}.ts`]

/** A register as a process of its own, on an empty database of its own: what `npm start` runs. */
export async function registerProcess(environment: Record<string, string>): Promise<RegisterProcess> {
  const database = await emptyDatabase()
  const started = await start({ DATABASE_URL: database.url, PORT: '0', ...environment })
  return {
    ...started,
    databaseUrl: database.url,
    async [Symbol.asyncDispose]() {
      if (started.child.exitCode === null && started.child.signalCode === null) {
        started.child.kill('SIGTERM')
        await once(started.child, 'exit')
      }
      await database[Symbol.asyncDispose]()
    },
  }
}

/** A database with nothing in it. */
export async function emptyDatabase() {
  const { url: server } = inject('database')
  const name = `register_empty_${randomBytes(8).toString('hex')}`
  await administer(server, `create database ${name}`)
  return {
    url: databaseUrl(server, name),
    async [Symbol.asyncDispose]() {
      await administer(server, `drop database ${name} with (force)`)
    },
  }
}

/** Starts `src/main.ts` and waits until it says where it is open. Throws with its output when it ends instead. */
export async function start(environment: Record<string, string>) {
  const child = spawn(process.execPath, program('main'), { env: { ...process.env, LOG_LEVEL: 'info', ...environment } })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()))
  const url = await new Promise<string>((resolve, reject) => {
    const look = () => {
      const found = /the register is open at (http:\/\/[\w.:[\]]+),/.exec(output)?.[1]
      if (found) resolve(found)
    }
    child.stdout.on('data', look)
    child.once('exit', (code) => reject(new Error(`the register ended with ${code}: ${output}`)))
  })
  // The key was printed right before, down another pipe: give that a moment.
  if (!/sk_\w{49}/.test(output)) await new Promise((resolve) => setTimeout(resolve, 100))
  return { url, child, output: () => output, firstKey: /sk_\w{49}/.exec(output)?.[0] ?? '' }
}
