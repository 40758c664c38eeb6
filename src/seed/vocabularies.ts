import { getTableName } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Transaction } from '../db/connect.ts'
import {
  collaborationKinds,
  contactRoles,
  contributionTypes,
  outcomeMetrics,
  participantRoles,
  sectors,
  signatureEndReasons,
  signatureMethods,
  targetGroups,
} from '../registry/vocabularies/table.ts'
import type { metricUnits, Unit, units } from '../registry/vocabularies/units.rules.ts'
import { idOf } from './ids.ts'
import { insertNew } from './insert.ts'

type Term<U extends Unit = never> = [
  code: string,
  labelSv: string,
  labelEn: string,
  extra?: { note?: string; unit?: U; endedOn?: string; partOf?: string },
]

const sectorTerms: Term[] = [
  ['municipality', 'Kommun', 'Municipality'],
  ['authority', 'Myndighet', 'Authority'],
  ['region', 'Region', 'Region'],
  ['business', 'Näringsliv', 'Business'],
  ['civil_society', 'Civilsamhälle', 'Civil society'],
  ['faith', 'Trossamfund', 'Faith community'],
  ['housing', 'Bostadsbolag', 'Housing company'],
  ['education', 'Utbildning', 'Education'],
  ['coordination_association', 'Samordningsförbund', 'Coordination association'],
  ['other', 'Övrigt', 'Other'],
]

const typeTerms: Term<(typeof units)[number]>[] = [
  ['feriejobb', 'Feriejobb', 'Summer job'],
  ['praktikplats', 'Praktikplats', 'Internship'],
  ['sprakpraktik', 'Språkpraktik', 'Language internship'],
  ['arbetstraning', 'Arbetsträning', 'Work training'],
  [
    'extratjanst',
    'Extratjänst',
    'Subsidised extra post',
    { note: 'No new decisions since 2022-01-01.', endedOn: '2022-01-01' },
  ],
  ['examensarbete', 'Examensarbete', 'Thesis work'],
  ['jobbspar', 'Jobbspår', 'Job track'],
  ['subventionerad_anstallning', 'Subventionerad anställning', 'Subsidised employment'],
  ['foretagspresentation', 'Företagspresentation', 'Company presentation', { unit: 'occasion' }],
  ['massmedverkan', 'Mässmedverkan', 'Taking part in a fair', { unit: 'occasion' }],
  ['mentorskap', 'Mentorskap', 'Mentoring'],
  ['ideell_tid', 'Ideell tid', 'Volunteer time', { unit: 'hour' }],
  ['lokal', 'Lokal', 'Premises', { unit: 'occasion' }],
  ['maltid', 'Måltid', 'Meal'],
  ['bostad', 'Bostad', 'Housing'],
  ['forebyggande_insats', 'Förebyggande insats', 'Preventive effort', { unit: 'occasion' }],
  ['prao', 'Prao', 'Work orientation'],
  ['annat', 'Annat', 'Other'],
]

const roleTerms: Term[] = [
  ['driver', 'Driver', 'Runs it'],
  ['partner', 'Samarbetspart', 'Partner'],
  ['supporter', 'Stödjer', 'Supporter'],
  ['initiator', 'Initiativtagare', 'Initiator'],
  ['funder', 'Finansiär', 'Funder'],
  ['convener', 'Sammankallande', 'Convener'],
  ['host', 'Värd', 'Host'],
  ['model_owner', 'Modellägare', 'Owner of the model'],
]

const groupTerms: Term[] = [
  ['nyanlanda', 'Nyanlända', 'Newcomers'],
  ['nyanlanda_kvinnor', 'Nyanlända kvinnor', 'Newly arrived women'],
  ['etableringsgruppen', 'Etableringsgruppen', 'People in the establishment programme'],
  ['ukrainare', 'Ukrainare', 'Ukrainians'],
  ['barn_och_unga', 'Barn och unga', 'Children and young people'],
  ['ungdomar', 'Ungdomar', 'Youth'],
  [
    'unga_vuxna_utan_sysselsattning',
    'Unga vuxna som varken studerar eller arbetar',
    'Young adults neither studying nor working',
  ],
  ['gymnasieelever', 'Gymnasieelever', 'Upper secondary pupils'],
  ['barn_med_obesitas', 'Barn med obesitas', 'Children with obesity'],
  ['funktionsnedsattning', 'Personer med funktionsnedsättning', 'People with disabilities'],
  ['langt_fran_arbetsmarknaden', 'Personer långt från arbetsmarknaden', 'People far from the labour market'],
  ['aldre', 'Äldre', 'Older people'],
  ['valdsutsatta', 'Personer utsatta för våld', 'People exposed to violence'],
  ['hushall_med_socialt_kontrakt', 'Hushåll med sociala kontrakt', 'Households with social contracts'],
]

const people = { unit: 'person' } as const
const participants = { ...people, partOf: 'deltagare' }

const metricTerms: Term<(typeof metricUnits)[number]>[] = [
  ['deltagare', 'Deltagare', 'Participants', people],
  ['slutfort', 'Har slutfört', 'Completed', participants],
  ['fatt_arbete', 'Har fått arbete', 'Got work', participants],
  ['studier', 'I studier', 'In studies', participants],
  ['anstallda', 'Anställda', 'Hired', { ...participants, note: 'Employed by whoever offered the place.' }],
  ['pagaende', 'Pågår', 'Under way', participants],
  ['planerade_platser', 'Planerade platser', 'Planned places', { unit: 'place' }],
  [
    'natta',
    'Nådda personer',
    'People reached',
    { ...people, note: 'Have been in contact with it or had its support. People, however often: visits are besok.' },
  ],
  ['besok', 'Besök', 'Visits', { unit: 'visit' }],
  ['klasser', 'Skolklasser', 'School classes', { unit: 'class' }],
  ['svar', 'Svarande', 'Respondents', people],
  [
    'overtagna_kontrakt',
    'Hushåll som övertagit förstahandskontrakt',
    'Households that took over a lease of their own',
    { unit: 'household' },
  ],
  [
    'egna_kontrakt',
    'Hushåll som löst eget förstahandskontrakt',
    'Households that found a lease of their own',
    { unit: 'household' },
  ],
]

const kindTerms: Term[] = [
  ['meeting_place', 'Mötesplats', 'Meeting place'],
  ['gathering_place', 'Samlingsplats', 'Gathering place'],
  ['school_business', 'Skola och näringsliv', 'School and business'],
  ['model', 'Modell', 'Model'],
  ['job_track', 'Jobbspår', 'Job track'],
  ['agreement', 'Överenskommelse', 'Agreement'],
  ['project', 'Projekt', 'Project'],
  ['service', 'Verksamhet', 'Service'],
  ['network', 'Nätverk', 'Network'],
  ['fair', 'Mässa', 'Fair'],
]

const contactTerms: Term[] = [
  ['signatory', 'Undertecknare', 'Signatory'],
  ['coordinator', 'Samordnare', 'Coordinator'],
  ['placement_host', 'Tar emot på platser', 'Placement host'],
  ['supervisor', 'Handledare', 'Supervisor'],
  ['press', 'Press', 'Press'],
  ['other', 'Annat', 'Other'],
]

const methodTerms: Term[] = [
  ['ceremony', 'Vid en ceremoni', 'At a ceremony'],
  ['paper', 'På papper', 'On paper'],
  ['digital', 'Digitalt', 'Digitally'],
  ['imported', 'Tidigare, infört i efterhand', 'Earlier, entered afterwards'],
]

const endReasonTerms: Term[] = [
  ['withdrawn', 'Organisationen har lämnat', 'The organisation has left'],
  ['ceased', 'Organisationen har upphört', 'The organisation has ceased'],
  ['merged', 'Organisationen har gått upp i en annan', 'The organisation has merged into another'],
  ['superseded', 'Ersatt av ett nytt undertecknande', 'Replaced by a later signature'],
]

/** Loads the vocabularies. A term that is there already, whatever its labels say now, stays as it is. */
export async function seedVocabularies(tx: Transaction): Promise<void> {
  await insertNew(tx, sectors, rows(sectors, sectorTerms))
  await insertNew(tx, contributionTypes, rows(contributionTypes, typeTerms))
  await insertNew(tx, participantRoles, rows(participantRoles, roleTerms))
  await insertNew(tx, targetGroups, rows(targetGroups, groupTerms))
  await insertNew(tx, outcomeMetrics, rows(outcomeMetrics, metricTerms))
  await insertNew(tx, collaborationKinds, rows(collaborationKinds, kindTerms))
  await insertNew(tx, contactRoles, rows(contactRoles, contactTerms))
  await insertNew(tx, signatureMethods, rows(signatureMethods, methodTerms))
  await insertNew(tx, signatureEndReasons, rows(signatureEndReasons, endReasonTerms))
}

function rows<U extends Unit>(vocabulary: PgTable, terms: Term<U>[]) {
  return terms.map(([code, labelSv, labelEn, extra], position) => ({
    id: idOf(`${getTableName(vocabulary)}/${code}`),
    code,
    labelSv,
    labelEn,
    position,
    ...extra,
  }))
}
