import { Type, type Static } from 'typebox'
import { anyOf, listQuery } from '../../http/contract/list-query.ts'
import {
  body,
  exampleRow,
  Id,
  Instant,
  Line,
  List,
  named,
  pageOf,
  rowFields,
  Text,
  closedList,
} from '../../http/contract/schema.ts'
import { roles, scopes } from '../../actor.ts'

const own = {
  name: Line(200, { description: 'What the key is for, not who holds it: no personal data.' }),
  role: closedList(roles, { description: '`partner` and `matcher` act for one organisation, the others for none.' }),
}
const scopesMean = 'What the key may be used for, within its role: a GET needs `read`, all else `write`.'
const Scopes = (description: string) => List(closedList(scopes), scopes.length, { minItems: 1, description })

export const ApiKey = named(
  'ApiKey',
  Type.Object(
    {
      ...rowFields,
      ...own,
      scopes: Scopes(scopesMean),
      organisationId: Type.Optional(Id),
      hint: Text({ description: 'How the key begins.' }),
      expiresAt: Type.Optional(Instant),
      revokedAt: Type.Optional(Instant),
      rotatedFromId: Type.Optional({ ...Id, description: 'The key that this one takes the place of.' }),
      lastUsedAt: Type.Optional({ ...Instant, description: 'To the half minute.' }),
      key: Type.Optional(
        Text({ description: 'The key itself: only in the first answer to its creation or rotation, and never again.' }),
      ),
    },
    {
      examples: [
        {
          ...exampleRow('/api-keys'),
          name: 'Exempelbygg, offers',
          role: 'partner',
          scopes: ['read', 'write'],
          organisationId: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a11',
          hint: 'sk_7Hq2Lw',
        },
      ],
    },
  ),
)
export type ApiKey = Static<typeof ApiKey>

export const NewApiKey = named(
  'NewApiKey',
  body(
    {
      ...own,
      scopes: Type.Optional(Scopes(`${scopesMean} Both, when it is left out.`)),
      organisationId: Type.Optional(Id),
      expiresAt: Type.Optional(Instant),
    },
    {
      examples: [
        { name: 'Exempelbygg, offers', role: 'partner', organisationId: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a11' },
      ],
    },
  ),
)
export type NewApiKey = Static<typeof NewApiKey>

export const ApiKeyRotation = named(
  'ApiKeyRotation',
  body(
    {
      overlapHours: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 720,
          description:
            'For how long the old key still works, but never longer than it would have; 24 when it is left out.',
        }),
      ),
    },
    { examples: [{ overlapHours: 48 }] },
  ),
)
export type ApiKeyRotation = Static<typeof ApiKeyRotation>

export const ApiKeyPage = pageOf(ApiKey)

export const ApiKeyQuery = listQuery(['createdAt', 'updatedAt'], ApiKey, {
  organisationId: anyOf(Id, 'Whom the key acts for.'),
  role: anyOf(closedList(roles)),
  active: Type.Optional(Type.Boolean({ description: 'Only keys that can, or cannot, be used now.' })),
})
export type ApiKeyQuery = Static<typeof ApiKeyQuery>
