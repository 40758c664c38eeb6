// How long it takes to start on a directory that has been used before, Postgres included, and what it then needs.
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { base } from '../../src/representation.ts'
import { memoryOf, startRegister } from './processes.ts'

export interface Start {
  readyMs: number[]
  idleMb: number
}

const starts = 5
const settleMs = 3_000

export async function measureStart(directory: string): Promise<Start> {
  const begin = async () => {
    const began = performance.now()
    const register = await startRegister({ DATA_DIR: directory, PORT: '0', DATABASE_URL: '' })
    const { status } = await fetch(`${register.url}${base}/organisations`)
    if (status !== 200) throw new Error(`the first answer was ${status}`)
    return { register, readyMs: Math.round(performance.now() - began) }
  }
  await (await begin()).register.stop()
  const readyMs: number[] = []
  let idleMb = Number.NaN
  for (let i = 0; i < starts; i++) {
    const { register, readyMs: ms } = await begin()
    readyMs.push(ms)
    if (i === starts - 1) {
      await sleep(settleMs)
      idleMb = Math.round(memoryOf(register.pid).now)
    }
    await register.stop()
  }
  rmSync(directory, { recursive: true, force: true })
  return { readyMs, idleMb }
}
