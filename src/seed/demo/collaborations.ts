import type { participants } from '../../registry/collaborations/participants.table.ts'
import type { collaborations } from '../../registry/collaborations/table.ts'
import { areaCodes } from '../areas.ts'
import { demoSource } from '../documents.ts'
import { idOf } from '../ids.ts'
import type { SeedRow } from '../insert.ts'
import { demoMark, streets } from './names.ts'
import type { OrganisationRow } from './organisations.ts'
import { randomFrom, type Random } from './random.ts'

type CollaborationRow = SeedRow<typeof collaborations>
export type ParticipantRow = SeedRow<typeof participants>

interface Template {
  name: string
  kind: CollaborationRow['kind']
  areas: number[]
  targetGroups: string[]
  activities: string[]
  weekly?: true
  staff?: string
}

const templates: Template[] = [
  {
    name: 'Språkcafé',
    kind: 'meeting_place',
    areas: [5, 6],
    targetGroups: ['nyanlanda'],
    activities: ['Samtal på lätt svenska', 'Fika'],
    weekly: true,
  },
  {
    name: 'Soppkök',
    kind: 'gathering_place',
    areas: [2, 6],
    targetGroups: [],
    activities: ['Gemensam måltid'],
    weekly: true,
  },
  {
    name: 'Läxhjälp',
    kind: 'service',
    areas: [1, 4],
    targetGroups: ['barn_och_unga'],
    activities: ['Läxläsning', 'Mellanmål'],
    weekly: true,
  },
  {
    name: 'Branschdag',
    kind: 'school_business',
    areas: [4, 5],
    targetGroups: ['gymnasieelever'],
    activities: ['Studiebesök', 'Samtal om yrken'],
  },
  {
    name: 'Jobbmässa',
    kind: 'fair',
    areas: [5],
    targetGroups: ['ungdomar', 'langt_fran_arbetsmarknaden'],
    activities: ['Möten mellan arbetsgivare och sökande'],
  },
  {
    name: 'Jobbspår',
    kind: 'job_track',
    areas: [5],
    targetGroups: ['etableringsgruppen'],
    activities: ['Utbildning', 'Praktik', 'Anställning'],
    staff: 'Jobbcoach',
  },
  {
    name: 'Trygga kvällar',
    kind: 'model',
    areas: [7],
    targetGroups: ['ungdomar'],
    activities: ['Vuxenvandring'],
    weekly: true,
  },
  {
    name: 'Seniorträff',
    kind: 'gathering_place',
    areas: [2],
    targetGroups: ['aldre'],
    activities: ['Promenad', 'Fika'],
    weekly: true,
  },
  {
    name: 'Bosteget',
    kind: 'project',
    areas: [3],
    targetGroups: ['hushall_med_socialt_kontrakt'],
    activities: ['Stöd i hyresfrågor'],
    staff: 'Bokoordinator',
  },
  {
    name: 'Partnerskap för fritid',
    kind: 'agreement',
    areas: [1, 6],
    targetGroups: ['barn_och_unga'],
    activities: ['Prova på idrott och kultur'],
  },
  {
    name: 'Mentorsnätverk',
    kind: 'network',
    areas: [5],
    targetGroups: ['unga_vuxna_utan_sysselsattning'],
    activities: ['Samtal med mentor'],
  },
  {
    name: 'Arbete för alla',
    kind: 'project',
    areas: [5],
    targetGroups: ['funktionsnedsattning'],
    activities: ['Anpassade arbetsplatser'],
    staff: 'Handledare',
  },
]
const quarters = ['Månstenen', 'Sagoviken', 'Drakberget', 'Trollgläntan', 'Molnbryggan']

/** Sixty collaborations between the made-up organisations: each template in each of five made-up quarters. */
export function demoCollaborations(between: OrganisationRow[]) {
  const by = randomFrom('collaborations')
  const rows: CollaborationRow[] = []
  const taking: ParticipantRow[] = []
  for (const quarter of quarters) {
    for (const template of templates) {
      const row = collaborationRow(template, quarter, by)
      rows.push(row)
      taking.push(...participantRows(row, between, by))
    }
  }
  return { collaborations: rows, participants: taking }
}

function collaborationRow(template: Template, quarter: string, by: Random): CollaborationRow {
  const { name, areas, weekly, staff, ...same } = template
  const status = by.pick(['active', 'active', 'active', 'active', 'planned', 'paused', 'ended', 'ended'] as const)
  const began = status === 'planned' ? 2026 : by.between(2016, 2025)
  return {
    ...same,
    id: idOf(`demo/collaborations/${name}/${quarter}`),
    name: `${name} ${quarter} ${demoMark}`,
    purpose: 'Påhittat exempel för demonstration.',
    areas: areas.map((number) => areaCodes.get(number)!),
    startedOn: `${began}-01-01`,
    startedOnPrecision: 'year',
    status,
    ...(status === 'ended' && { endedOn: `${by.between(began, 2025)}-12-01`, endedOnPrecision: 'month' }),
    place: `${by.pick(streets)} ${by.between(1, 99)}`,
    ...(weekly && {
      scheduleRule: `FREQ=WEEKLY;BYDAY=${by.pick(['MO', 'TU', 'WE', 'TH', 'SA'])}`,
      scheduleTime: `${by.between(14, 18)}:${by.pick(['00', '30'])}`,
      scheduleTimeZone: 'Europe/Stockholm',
      scheduleMinutes: by.pick([60, 90, 120]),
    }),
    ...(staff && {
      staffing: [{ profession: staff, fullTimeEquivalents: by.pick([0.5, 1, 1.5, 2]) }],
      plannedMonths: by.pick([12, 24, 36]),
    }),
    tags: ['demo'],
    sources: [demoSource],
  }
}

/** One to three drivers and partners, at times a supporter, at times somebody without a name. */
function participantRows(row: CollaborationRow, between: OrganisationRow[], by: Random): ParticipantRow[] {
  const wanted = ['driver', 'partner', 'partner', 'supporter'].slice(0, by.between(2, 4))
  const start = by.between(0, between.length - 1)
  const named = wanted.map((role, n) => {
    const { id } = between[(start + n * 17) % between.length]!
    return { ...participant(row, `${role}/${id}`), organisationId: id, role }
  })
  const unnamed = { ...participant(row, 'open'), description: 'Frivilliga i grannskapet', role: 'supporter' }
  return by.percent(30) ? [...named, unnamed] : named
}

function participant(row: CollaborationRow, slug: string) {
  return { id: idOf(`demo/participants/${row.id}/${slug}`), collaborationId: row.id, sources: [demoSource] }
}
