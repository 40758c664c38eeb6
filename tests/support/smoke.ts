// README's first command, from nothing: `npm start` on an empty data directory becomes ready, and ends with 0 within
// five seconds of SIGTERM.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const readyWithin = 30_000
const stoppedWithin = 5_000

const directory = mkdtempSync(join(tmpdir(), 'register-smoke-'))
const port = await freePort()
const log = openSync(join(directory, 'log'), 'w')
const started = Date.now()
const register = spawn('npm', ['start'], {
  env: { ...process.env, PORT: String(port), DATA_DIR: join(directory, 'data'), DATABASE_URL: '' },
  stdio: ['ignore', log, log],
  detached: true, // a process group of its own, so that nothing of it outlives a failure
})
const exited = once(register, 'exit')

try {
  while (!(await isReady())) {
    if (register.exitCode !== null) throw new Error(`npm start ended with ${register.exitCode}`)
    if (Date.now() - started > readyWithin) throw new Error(`not ready within ${readyWithin} ms`)
    await sleep(20)
  }
  say(`ready on an empty data directory after ${Date.now() - started} ms`)

  const asked = Date.now()
  register.kill('SIGTERM')
  const [code, signal] = await Promise.race([exited, sleep(stoppedWithin, ['nothing yet', null], { ref: false })])
  if (code !== 0) throw new Error(`after SIGTERM: exit code ${code}, signal ${signal}, ${Date.now() - asked} ms`)
  if (await isReady()) throw new Error('npm start has ended, but the register still answers')
  say(`ended with 0 after ${Date.now() - asked} ms`)
} catch (error) {
  say(`${error instanceof Error ? error.message : String(error)}\n${readFileSync(join(directory, 'log'), 'utf8')}`)
  process.exitCode = 1
} finally {
  try {
    process.kill(-register.pid!, 'SIGKILL')
  } catch {
    // All of the group has ended.
  }
  closeSync(log)
  rmSync(directory, { recursive: true, force: true })
}

async function isReady(): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health/ready`)).status === 200
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: free } = server.address() as AddressInfo
  server.close()
  return free
}

function say(text: string): void {
  process.stdout.write(`smoke: ${text}\n`)
}
