import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { base } from '../../src/representation.ts'
import type { Random } from '../../src/seed/demo/random.ts'

/** A write as it was sent, and what was answered; the status is 0 when nothing was. */
export interface Write {
  method: 'POST' | 'PATCH'
  path: string
  key: string
  body: object
  idempotencyKey?: string
  /** The log names it, so that what a request wrote can be found there. */
  requestId: string
  status: number
  retryAfter: string | null
  replayed: boolean
  text: string
  /** Its own, or undefined when it was refused. */
  id?: string
  version?: number
  ms: number
}

/** Whoever writes, and what they write to. */
export interface Scene {
  coordinator: string
  partner: string
  matcher: string
  organisationId: string
  agreementId: string
}

const pauseAfterFailureMs = 20

/** Makes, with the first coordinator key, an agreement, a partner and a matcher. */
export async function sceneOf(url: string, coordinator: string): Promise<Scene> {
  const make = async (path: string, body: object) => {
    const { status, text } = await send(url, newWrite('POST', path, coordinator, body))
    if (status !== 201) throw new Error(`${path} answered ${status}: ${text}`)
    return JSON.parse(text) as { id: string; key: string }
  }
  const organisation = async (name: string) =>
    (await make('/organisations', { name: `${name} (påhittad)`, kind: 'legal_entity', sector: 'business' })).id
  const key = async (role: string, organisationId: string) =>
    (await make('/api-keys', { name: `Prov ${role}`, role, organisationId })).key
  const organisationId = await organisation('Provbolaget')
  const agreement = { code: 'PROV2020', title: 'Provavtalet (påhittat)', status: 'open', validFrom: '2020-01-01' }
  return {
    coordinator,
    organisationId,
    partner: await key('partner', organisationId),
    matcher: await key('matcher', await organisation('Provskolan')),
    agreementId: (await make('/agreements', agreement)).id,
  }
}

/** Writes of every kind, by so many at once, until it is told to stop; each is noted when its answer has come, or none. */
export async function writeAll(
  url: string,
  scene: Scene,
  random: Random,
  { writers, stopped, onAnswer }: { writers: number; stopped: AbortSignal; onAnswer?: (write: Write) => void },
): Promise<Write[]> {
  const writes: Write[] = []
  const offers: string[] = []
  const writer = async () => {
    while (!stopped.aborted) {
      const kind =
        offers.length < 3 ? 'offer' : random.pick(['offer', 'edit', 'place', 'place', 'contact', 'signing'] as const)
      const write = await send(url, drawn(kind))
      writes.push(write)
      onAnswer?.(write)
      if (kind === 'offer' && write.id) offers.push(write.id)
      if (write.status === 0 || write.status >= 500) await sleep(pauseAfterFailureMs)
    }
  }
  await Promise.all(Array.from({ length: writers }, writer))
  return writes

  function drawn(kind: 'offer' | 'edit' | 'place' | 'contact' | 'signing'): Write {
    const number = randomUUID()
    const { coordinator, partner, matcher, organisationId, agreementId } = scene
    switch (kind) {
      case 'offer': {
        const offer = {
          type: 'feriejobb',
          title: 'Sommarjobb (påhittat)',
          capacity: { offered: 20 },
          status: 'published',
        }
        return newWrite('POST', '/contributions', partner, { ...offer, externalReference: number })
      }
      case 'edit':
        return newWrite('PATCH', `/contributions/${random.pick(offers)}`, partner, {
          title: `Jobb ${number} (påhittat)`,
        })
      case 'place':
        return newWrite('POST', `/contributions/${random.pick(offers)}/allocations`, matcher, {
          quantity: random.between(1, 3),
          reference: number,
        })
      case 'contact': {
        const person = { name: 'Test Testsson', email: 'test@prov.example', role: 'press' }
        return newWrite('POST', '/contacts', coordinator, { organisationId, ...person })
      }
      default: {
        const contact = { name: 'Test Testsson', email: 'test@prov.example', role: 'signatory' }
        const signature = { agreementId, signedOn: '2024-03-01', signedOnPrecision: 'day', method: 'paper' }
        const joining = { name: `Ny ${number} (påhittad)`, kind: 'informal', sector: 'civil_society' }
        return newWrite('POST', '/organisations', coordinator, { ...joining, contacts: [contact], signature })
      }
    }
  }
}

function newWrite(method: Write['method'], path: string, key: string, body: object): Write {
  const unanswered = { status: 0, retryAfter: null, replayed: false, text: '', ms: 0 }
  const idempotencyKey = method === 'POST' ? { idempotencyKey: randomUUID() } : {}
  return { method, path, key, body, requestId: randomUUID(), ...idempotencyKey, ...unanswered }
}

/** The same once more, as a client does that has not had its answer. */
export function again(url: string, { status: _, id: __, version: ___, ...write }: Write): Promise<Write> {
  return send(url, { ...write, requestId: randomUUID(), status: 0 })
}

async function send(url: string, write: Write): Promise<Write> {
  const { method, path, key, body, idempotencyKey, requestId } = write
  const begun = performance.now()
  try {
    const response = await fetch(url + base + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'x-request-id': requestId,
        ...(method === 'PATCH' && { 'if-match': '*' }),
        ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
      },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    const row = response.ok ? (JSON.parse(text) as { id: string; version: number }) : undefined
    return {
      ...write,
      ...(row && { id: row.id, version: row.version }),
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      replayed: response.headers.has('idempotency-replayed'),
      text,
      ms: performance.now() - begun,
    }
  } catch {
    return { ...write, ms: performance.now() - begun }
  }
}
