import { Type, type Static } from 'typebox'
import { All, Day, exampleId, Id, named, ref, SelfLink, Text, Whole, closedList } from '../../http/contract/schema.ts'
import { base } from '../../representation.ts'
import { reasonCodes } from './matches.rules.ts'

const Reason = Type.Object({
  code: closedList(reasonCodes),
  points: Whole(),
  of: Whole({ minimum: 1, description: 'The most that it could be.' }),
  text: Text({ description: 'In Swedish or English, by Accept-Language.' }),
})

const Suggestion = Type.Object({
  score: Type.Integer({ minimum: 0, maximum: 100, description: 'The sum of the points of the reasons.' }),
  reasons: All(Reason),
  distanceKm: Type.Optional(
    Type.Number({ minimum: 0, maximum: 25_000, description: 'Where both positions are known.' }),
  ),
  take: Whole({ description: 'How many of its places belong to the best combination.' }),
  covers: Whole({ description: 'How many are covered when all from the top to here are taken.' }),
  contribution: Type.Object({
    id: Id,
    organisation: Type.Object({ id: Id, name: Text() }),
    type: Text(),
    title: Text(),
    startsOn: Type.Optional(Day),
    endsOn: Type.Optional(Day),
    applyBy: Type.Optional(Day),
    place: Type.Optional(Text()),
    available: Whole({ description: 'How many places are left.' }),
    _links: ref(SelfLink),
  }),
})

export const Matches = named(
  'Matches',
  Type.Object(
    {
      needId: Id,
      remaining: Whole({ description: 'How many are still asked for.' }),
      coverable: Whole({ description: 'How many of those all suggestions cover together.' }),
      suggestions: All(Suggestion),
    },
    {
      description: 'What could answer a need, best first.',
      examples: [
        {
          needId: exampleId,
          remaining: 4,
          coverable: 3,
          suggestions: [
            {
              score: 85,
              reasons: [
                { code: 'type', points: 25, of: 25, text: 'Of the type asked for.' },
                { code: 'period', points: 25, of: 25, text: 'On 26 of the 26 days.' },
                { code: 'target_group', points: 8, of: 15, text: 'The offer names no target groups.' },
                { code: 'area', points: 10, of: 10, text: 'Meets 1 of 1 areas.' },
                { code: 'language', points: 5, of: 10, text: 'Meets 1 of 2 languages.' },
                { code: 'distance', points: 8, of: 10, text: '12 km away.' },
                { code: 'places', points: 4, of: 5, text: '3 left; 4 still asked for.' },
              ],
              distanceKm: 12.4,
              take: 3,
              covers: 3,
              contribution: {
                id: exampleId,
                organisation: { id: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a11', name: 'Exempelbygg AB' },
                type: 'sprakpraktik',
                title: 'Språkpraktik på lagret',
                startsOn: '2025-06-09',
                endsOn: '2025-08-15',
                available: 3,
                _links: { self: { href: `${base}/contributions/${exampleId}` } },
              },
            },
          ],
        },
      ],
    },
  ),
)
export type Matches = Static<typeof Matches>

export const MatchesQuery = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'How many suggestions at most.' }),
    ),
  },
  { additionalProperties: false },
)
