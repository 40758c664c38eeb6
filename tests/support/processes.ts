import { execFileSync } from 'node:child_process'

/** The processes of a Postgres: its own, and those of its sessions. */
export function processesOf(postmaster: number): number[] {
  const listed = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  const processes = listed.map((line) => line.trim().split(/\s+/).map(Number))
  return [postmaster, ...processes.filter(([, parent]) => parent === postmaster).map(([pid]) => pid!)]
}
