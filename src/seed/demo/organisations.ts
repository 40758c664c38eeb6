import type { contacts } from '../../registry/contacts/table.ts'
import { parseOrganisationNumber } from '../../registry/organisations/number.rules.ts'
import type { organisations } from '../../registry/organisations/table.ts'
import { demoSource } from '../documents.ts'
import { idOf } from '../ids.ts'
import type { SeedRow } from '../insert.ts'
import { demoMark, firstNames, hostOf, nameOf, streets } from './names.ts'
import { randomFrom, type Random } from './random.ts'

export type OrganisationRow = SeedRow<typeof organisations>
export type ContactRow = SeedRow<typeof contacts>

/** How many of each sector there are: 112 in all. */
const signatories = {
  business: 62,
  civil_society: 22,
  faith: 9,
  education: 7,
  housing: 4,
  authority: 3,
  other: 3,
  region: 1,
  coordination_association: 1,
}

/** Those that have signed. */
export function demoSignatories(): OrganisationRow[] {
  const [numbers, by] = [numbersFrom(1), randomFrom('organisations')]
  return Object.entries(signatories).flatMap(([sector, count]) =>
    Array.from({ length: count }, (_, n) => legalEntity(sector, n, numbers(), by)),
  )
}

/** Businesses that have left again; every third of them has ceased. */
export function demoLeavers(): OrganisationRow[] {
  return outsiders(0, 8).map((row, n) => (n % 3 === 1 ? { ...row, endedOn: `202${n % 5}-12-31` } : row))
}

/** Businesses that have not answered yet. */
export function demoInvited(): OrganisationRow[] {
  return outsiders(8, 3)
}

function outsiders(from: number, count: number): OrganisationRow[] {
  const [numbers, by] = [numbersFrom(5001 + from), randomFrom(`outsiders/${from}`)]
  return Array.from({ length: count }, (_, n) =>
    legalEntity('business', signatories.business + from + n, numbers(), by),
  )
}

/** Units and projects of some of them, and groups that are no legal entity: without numbers, as in life. */
export function demoParts(wholes: OrganisationRow[]): OrganisationRow[] {
  const parts = (['unit', 'project'] as const).flatMap((kind) =>
    wholes.slice(0, 4).map((whole) => ({
      ...common(`${kind}/${whole.name}`, whole.name.replace(demoMark, kind === 'unit' ? 'lager' : 'mentorsprojekt')),
      kind,
      parentId: whole.id,
      sector: whole.sector,
    })),
  )
  const groups = [1, 2].map((n) => ({
    ...common(`informal/${n}`, `Grannsamverkan ${n} i Sagoviken`),
    kind: 'informal' as const,
    sector: 'civil_society',
  }))
  return [...parts, ...groups].map((row) => ({ ...row, name: `${row.name.trim()} ${demoMark}` }))
}

function legalEntity(sector: string, n: number, organisationNumber: string, by: Random): OrganisationRow {
  const name = nameOf(sector, n)
  return {
    ...common(`${sector}/${n}`, name),
    kind: 'legal_entity',
    sector,
    organisationNumber,
    numberStatus: by.percent(70) ? 'verified' : 'unverified',
    website: `https://${hostOf(name)}.example`,
    email: `info@${hostOf(name)}.example`,
    street: `${by.pick(streets)} ${by.between(1, 99)}`,
    city: 'Kungälv',
    municipalityCode: '1482',
    visibility: by.percent(4) ? 'internal' : 'public',
  }
}

function common(slug: string, name: string) {
  return {
    id: idOf(`demo/organisations/${slug}`),
    name,
    descriptionSv: 'Påhittad organisation för demonstration.',
    descriptionEn: 'Made up for demonstration.',
    tags: ['demo'],
    sources: [demoSource],
  }
}

/** Numbers of group 4, which is never issued: `49991nnnnk`, one after the other. */
function numbersFrom(first: number): () => string {
  let serial = first
  return () => {
    const start = `49991${String(serial++).padStart(4, '0')}`
    return ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']
      .map((digit) => start + digit)
      .find((number) => 'digits' in parseOrganisationNumber(number))!
  }
}

/** Of each organisation who signed, and for most also who takes care of placements. */
export function demoContacts(rows: OrganisationRow[]): ContactRow[] {
  const by = randomFrom('contacts')
  return rows.flatMap(({ id, name }) => {
    const contact = (role: 'signatory' | 'placement_host', title: string) => {
      const first = by.pick(firstNames)
      return {
        id: idOf(`demo/contacts/${role}/${id}`),
        organisationId: id,
        name: `${first} Demosson ${demoMark}`,
        title,
        email: `${first.toLowerCase()}@${hostOf(name)}.example`,
        // From 070-174 06 05 to 99: numbers kept free for fiction.
        phone: `070-174 06 ${String(by.between(5, 99)).padStart(2, '0')}`,
        role,
        publish: by.percent(20),
      }
    }
    return [
      contact('signatory', 'Verksamhetsansvarig'),
      ...(by.percent(70) ? [contact('placement_host', 'Handledare')] : []),
    ]
  })
}
