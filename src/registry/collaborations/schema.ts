import { Type, type Static } from 'typebox'
import { CorrectionReason } from '../../changes/schema.ts'
import { anyOf, certainty, listQuery, q } from '../../http/contract/list-query.ts'
import { CertaintyOnDay, Sources, attested, inferredOf, vagueDate } from '../../http/contract/provenance.ts'
import {
  All,
  body,
  Day,
  exampleId,
  exampleRow,
  formed,
  Id,
  Instant,
  Line,
  List,
  named,
  orNull,
  pageOf,
  patchOf,
  Prose,
  ref,
  rowFields,
  Tag,
  Url,
  closedList,
} from '../../http/contract/schema.ts'
import { omit } from '../../representation.ts'
import { AreaCode, CollaborationKindCode, ParticipantRoleCode, TargetGroupCode } from '../vocabularies/codes.schema.ts'
import { NewParticipant, ParticipantSummary } from './participants.schema.ts'
import { horizonDays, seldomDays } from './schedule.rules.ts'
import { collaborationStatuses } from './table.ts'

const scheduleFields = {
  rule: Line(250, {
    description:
      'Recurrence rule of RFC 5545, as FREQ=WEEKLY;BYDAY=TH. Daily at most; the time of day stands in `time`.',
  }),
  time: formed(
    '^([01][0-9]|2[0-3]):[0-5][0-9]$',
    'must be a time of day as HH:MM, such as 18:00 or 09:30',
    'ska vara ett klockslag som TT:MM, till exempel 18:00 eller 09:30',
    { maxLength: 5, description: 'Local time, HH:MM.' },
  ),
  timeZone: Line(60, { description: 'IANA time zone that the time is told in.', default: 'Europe/Stockholm' }),
  minutes: Type.Integer({ minimum: 1, maximum: 1440, description: 'How long each time is.' }),
}
const { rule, time, timeZone, minutes } = scheduleFields
const Schedule = Type.Object(
  { rule, time, timeZone, minutes: Type.Optional(minutes) },
  { description: 'When it meets.' },
)
const NewSchedule = body({ rule, time, timeZone: Type.Optional(timeZone), minutes: Type.Optional(minutes) })
const { default: _, ...zoneInPatch } = timeZone as typeof timeZone & { default?: unknown }
const SchedulePatch = body(
  {
    rule: Type.Optional(rule),
    time: Type.Optional(time),
    timeZone: Type.Optional(Type.String(zoneInPatch)),
    minutes: Type.Optional(orNull(minutes)),
  },
  { description: 'Each part may be changed on its own; null takes the schedule away.' },
)

const Staff = body({
  profession: Line(100),
  fullTimeEquivalents: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, maximum: 1000, description: 'Full-time equivalents, as 0.5.' }),
  ),
})
const Link = body({ title: Line(200), url: Url })

const startedOn = vagueDate('startedOn', 'When it started.')
const endedOn = vagueDate('endedOn', 'The last day; while it runs, the one that is planned.')

const own = {
  name: Line(200),
  kind: CollaborationKindCode,
  purpose: Prose(),
  description: Prose(),
  targetGroups: List(TargetGroupCode, 50, { description: 'Codes of the vocabulary target groups.' }),
  areas: List(AreaCode, 20, { description: 'Codes of areas.' }),
  ...startedOn.written,
  ...endedOn.written,
  plannedMonths: Type.Integer({ minimum: 1, maximum: 1200, description: 'How long it is planned to run.' }),
  place: Line(200),
  activities: List(Line(300), 50),
  staffing: List(Staff, 50, { description: 'Who works in it: professions, never persons.' }),
  links: List(Link, 50),
  status: closedList(collaborationStatuses, {
    description:
      'idea -> planned -> active <-> paused. Ended by `POST .../ending`, from any of them, and taken up again by `POST .../correction`. An idea is seen by coordinators and by organisations that take part in it.',
  }),
  tags: List(Tag, 50, {
    description:
      'Words of one’s own. `social investering` is one that money is set aside for to try early and preventive ways across services, and that is followed up for its effects.',
  }),
}
const {
  name,
  kind,
  targetGroups,
  areas,
  startedOnPrecision,
  endedOnPrecision,
  activities,
  staffing,
  links,
  status,
  tags,
  ...rest
} = own
const cited = { sources: Sources, inferred: inferredOf('Collaboration', own) }
const lists = { targetGroups, areas, activities, staffing, links, tags, ...cited }
const optional = Type.Partial(Type.Object(rest)).properties

const example = {
  name: 'Torsdagsfika (påhittat)',
  kind: 'meeting_place',
  purpose: 'Språkträning och gemenskap.',
  areas: ['demokrati-och-civilsamhalle'],
  startedOn: '2024-09-05',
  startedOnPrecision: 'day',
  schedule: { rule: 'FREQ=WEEKLY;BYDAY=TH', time: '18:00', timeZone: 'Europe/Stockholm', minutes: 120 },
  activities: ['Samtal', 'Sång'],
  status: 'active',
}

export const Collaboration = named(
  'Collaboration',
  Type.Object(
    {
      ...rowFields,
      name,
      kind,
      status,
      startedOnPrecision,
      endedOnPrecision,
      ...lists,
      ...attested,
      ...optional,
      ...startedOn.told,
      ...endedOn.told,
      schedule: Type.Optional(Schedule),
      participants: All(ref(ParticipantSummary), {
        description:
          'Who takes part, today or on the day `asOf`. An internal organisation is shown to coordinators and itself.',
      }),
      confirmedOn: Type.Optional({
        ...Day,
        description: 'When a coordinator or a party last said that it is as it is told here.',
      }),
      needsConfirmation: Type.Optional(
        Type.Boolean({
          description:
            'Of what goes on: nobody has said so for a year, no document either. It is confirmed by `POST .../confirmation`.',
        }),
      ),
      certainty: Type.Optional(CertaintyOnDay),
      nextOccurrences: All(Instant, {
        description: `None while it needs confirmation. The next five starts by the schedule, up to endedOn; none unless it is planned or active. They are known ${horizonDays} days ahead or further; of a rule that comes seldom the next five are, within ${seldomDays} days at least.`,
      }),
    },
    {
      examples: [
        {
          ...exampleRow('/collaborations'),
          ...example,
          endedOnPrecision: 'unknown',
          targetGroups: [],
          staffing: [],
          links: [],
          tags: [],
          sources: [],
          inferred: [],
          participants: [
            { id: exampleId, organisation: { id: exampleId, name: 'Exempelföreningen (påhittad)' }, role: 'driver' },
          ],
          needsConfirmation: false,
          nextOccurrences: ['2025-03-27T17:00:00.000Z', '2025-04-03T16:00:00.000Z'],
        },
      ],
    },
  ),
)
export type Collaboration = Static<typeof Collaboration>

export const NewCollaboration = named(
  'NewCollaboration',
  body(
    {
      name,
      kind,
      ...Type.Partial(Type.Object({ ...rest, ...lists, status, startedOnPrecision, endedOnPrecision })).properties,
      schedule: Type.Optional(NewSchedule),
      participants: Type.Optional(
        Type.Array(ref(NewParticipant), { maxItems: 200, description: 'Who takes part, made with it.' }),
      ),
    },
    { examples: [{ ...example, participants: [{ organisationId: exampleId, role: 'driver' }] }] },
  ),
)
export type NewCollaboration = Static<typeof NewCollaboration>

export const CollaborationPatch = named(
  'CollaborationPatch',
  patchOf(
    { ...own, ...cited, schedule: SchedulePatch },
    [
      'name',
      'kind',
      'status',
      'startedOnPrecision',
      'endedOnPrecision',
      ...(Object.keys(lists) as (keyof typeof lists)[]),
    ],
    { examples: [{ schedule: { time: '17:30' }, place: 'Biblioteket' }] },
  ),
)
export type CollaborationPatch = Static<typeof CollaborationPatch>

export const CollaborationEnding = named(
  'CollaborationEnding',
  body(
    { ...endedOn.written, ...Type.Partial(Type.Object(omit(endedOn.written, 'endedOn'))).properties },
    { examples: [{ endedOn: '2025-06-12', endedOnPrecision: 'day' }] },
  ),
)
export type CollaborationEnding = Static<typeof CollaborationEnding>

export const CollaborationCorrection = named(
  'CollaborationCorrection',
  body(
    {
      ...Type.Partial(Type.Object({ ...endedOn.written, endedOn: orNull(endedOn.written.endedOn) })).properties,
      status: Type.Optional(
        closedList(['active'], {
          description: 'It has not ended, or is taken up again: what was said of its end is undone.',
        }),
      ),
      reason: CorrectionReason,
    },
    { examples: [{ endedOn: '2025-05-29', reason: 'Sista torsdagen var den 29 maj.' }] },
  ),
)
export type CollaborationCorrection = Static<typeof CollaborationCorrection>

export const CollaborationPage = pageOf(Collaboration)

export const CollaborationQuery = listQuery(['name', 'startedOn', 'createdAt', 'updatedAt'], Collaboration, {
  q,
  kind: anyOf(CollaborationKindCode),
  status: anyOf(closedList(collaborationStatuses)),
  area: anyOf(AreaCode, 'Code of an area.'),
  targetGroup: anyOf(TargetGroupCode, 'Code of a target group.'),
  organisationId: anyOf(Id, 'Takes part, today or on the day asOf; with `role`, in that role.'),
  role: anyOf(ParticipantRoleCode, 'Somebody takes part in this role.'),
  tag: anyOf(Tag, 'Tag.'),
  certainty,
  asOf: Type.Optional(
    Type.String({
      ...Day,
      description: 'Only what ran on this day, certainly or possibly, with those who took part then.',
    }),
  ),
})
export type CollaborationQuery = Static<typeof CollaborationQuery>
