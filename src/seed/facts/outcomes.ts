import type { Source } from '../../db/columns.ts'
import type { allocationStatuses } from '../../registry/allocations/table.ts'
import { contractPage, followUp2023 } from '../documents.ts'
import type { CollaborationSlug } from './collaborations.ts'

interface OutcomeFact {
  metric: string
  value: number
  from?: string
  to?: string
  /** What the report of a year tells without saying when in it. */
  reportYear?: number
  note?: string
  source: Source
  /** The figure does not stand in the document itself: the note says where it comes from. */
  computed?: true
}

const year = (number: number) => ({ from: `${number}-01-01`, to: `${number}-12-31` })

/** What the follow-up of 2023 says of that year, without days. */
const told2023 = { reportYear: 2023, source: followUp2023 }

/** What the documents say came of contributions, by slug. They name no days for the job tracks. */
export const contributionOutcomes: Record<string, OutcomeFact[]> = {
  'jobbspar-maltidsservice': [
    { metric: 'deltagare', value: 7, ...told2023 },
    { metric: 'fatt_arbete', value: 6, ...told2023 },
  ],
  'jobbspar-willys': [
    { metric: 'deltagare', value: 4, ...told2023 },
    { metric: 'fatt_arbete', value: 4, ...told2023 },
  ],
  'jobbspar-industri': [{ metric: 'pagaende', value: 13, ...told2023 }],
}

/** And of collaborations. Biträdesspåret stands here, since its contribution is a draft that few may see. */
export const collaborationOutcomes: Partial<Record<CollaborationSlug, OutcomeFact[]>> = {
  bitradessparet: [{ metric: 'planerade_platser', value: 20, ...told2023 }],
  care: [{ metric: 'anstallda', value: 4, ...told2023, note: 'Inom omsorg och service, efter utbildning.' }],
  samverkansteamet: [{ metric: 'natta', value: 68, ...told2023, note: 'Invånare som har fått stöd.' }],
  'bostader-med-forstahandskontrakt': [
    { metric: 'overtagna_kontrakt', value: 15, ...year(2023), source: followUp2023 },
    { metric: 'egna_kontrakt', value: 16, ...year(2023), source: followUp2023 },
  ],
  'familjehuset-klippan': [
    { metric: 'natta', value: 309, ...year(2017), source: contractPage, note: 'Barn och ungdomar.' },
    { metric: 'besok', value: 1400, ...year(2017), source: contractPage },
    { metric: 'besok', value: 968, from: '2018-01-01', to: '2018-03-31', source: contractPage },
  ],
  'sarskild-undervisningsgrupp': [
    { metric: 'pagaende', value: 13, ...told2023, note: 'Elever när uppföljningen skrevs.' },
  ],
  'pa-egna-ben': [
    { metric: 'klasser', value: 12, ...told2023 },
    { metric: 'deltagare', value: 292, ...told2023, note: 'Elever i årskurs 4–6.' },
  ],
  'lupp-2023': [
    {
      metric: 'svar',
      value: 832,
      ...year(2023),
      source: followUp2023,
      computed: true,
      note: 'Summan av 445 i årskurs 8, 327 i årskurs 2 på Mimers Hus och 60 i den anpassade enkäten på Trekungagymnasiet.',
    },
  ],
}

interface AllocationFact {
  quantity: number
  status: (typeof allocationStatuses)[number]
}

/** The places behind those figures, as one allocation for each track: who asked for them no document says. */
export const allocationFacts: Record<string, AllocationFact> = {
  'jobbspar-maltidsservice': { quantity: 7, status: 'completed' },
  'jobbspar-willys': { quantity: 4, status: 'completed' },
  'jobbspar-industri': { quantity: 13, status: 'started' },
}
