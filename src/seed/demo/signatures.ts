import type { signatures } from '../../registry/agreements/signatures.table.ts'
import { demoSource } from '../documents.ts'
import { idOf } from '../ids.ts'
import type { SeedRow } from '../insert.ts'
import { plusDays } from './calendar.ts'
import type { ContactRow, OrganisationRow } from './organisations.ts'
import { randomFrom } from './random.ts'

export type SignatureRow = SeedRow<typeof signatures>

const ceremony = '2016-06-23'
/** From the start of 2017 to the end of 2023. */
const [laterFrom, laterDays] = ['2017-01-01', 2_555]

/** An active signature of each: a part of them at the first ceremony, the others later and not all known to the day. */
export function demoSignatures(rows: OrganisationRow[], people: ContactRow[], agreementId: string): SignatureRow[] {
  const by = randomFrom('signatures')
  const signers = new Map(
    people.filter(({ role }) => role === 'signatory').map((person) => [person.organisationId, person]),
  )
  return rows.map((row) => {
    const signer = signers.get(row.id)
    const first = by.percent(40)
    const signedOn = plusDays(laterFrom, by.between(0, laterDays))
    const precision = by.pick(['day', 'day', 'month', 'year'] as const)
    return {
      ...common(row, agreementId),
      ...(signer && { signedByContactId: signer.id, signedByFunction: signer.title ?? null }),
      ...(first
        ? { method: 'ceremony', signedOn: ceremony }
        : {
            method: by.pick(['paper', 'digital']),
            signedOn: firstOf(signedOn, precision),
            signedOnPrecision: precision,
          }),
    }
  })
}

/** Of those who left again. */
export function endedSignatures(rows: OrganisationRow[], agreementId: string): SignatureRow[] {
  return rows.map((row, n) => ({
    ...common(row, agreementId),
    method: 'paper',
    signedOn: plusDays(ceremony, n * 90),
    status: 'ended',
    endedOn: row.endedOn ?? plusDays('2021-03-01', n * 120),
    endReason: row.endedOn ? 'ceased' : 'withdrawn',
  }))
}

export function invitations(rows: OrganisationRow[], agreementId: string): SignatureRow[] {
  return rows.map((row) => ({
    ...common(row, agreementId),
    method: 'digital',
    status: 'invited',
    signedOnPrecision: 'unknown',
  }))
}

function common({ id }: OrganisationRow, agreementId: string) {
  return { id: idOf(`demo/signatures/${id}`), organisationId: id, agreementId, sources: [demoSource] }
}

/** The day that a date of some precision is kept as. */
function firstOf(day: string, precision: 'day' | 'month' | 'year'): string {
  return { day, month: `${day.slice(0, 7)}-01`, year: `${day.slice(0, 4)}-01-01` }[precision]
}
