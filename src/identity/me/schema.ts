import { Type, type Static } from 'typebox'
import { All, Id, Instant, named, ref, SelfLink, Text, closedList } from '../../http/contract/schema.ts'
import { base } from '../../representation.ts'
import { roles, scopes } from '../../actor.ts'

const organisationId = '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a11'

export const Me = named(
  'Me',
  Type.Object(
    {
      kind: closedList(['public', 'api_key', 'account'], {
        description: '`public`: nobody has signed in. `account`: with an access token.',
      }),
      id: Type.Optional({ ...Id, description: 'Of the key or the account.' }),
      name: Type.Optional(Text({ description: 'Of the key, or as the sign-in service calls whoever it is.' })),
      role: closedList([...roles, 'public']),
      organisation: Type.Optional(
        Type.Object({ id: Id, name: Text(), _links: ref(SelfLink) }, { description: 'Whom the caller acts for.' }),
      ),
      scopes: Type.Optional(All(closedList(scopes))),
      expiresAt: Type.Optional({ ...Instant, description: 'When the key or token stops working.' }),
      may: All(Text(), {
        description:
          'The operations (operationId) that role and scopes admit. Which rows they reach, and when, is for each of them to say.',
      }),
    },
    {
      examples: [
        {
          kind: 'api_key',
          id: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10',
          name: 'Exempelbygg, offers',
          role: 'partner',
          organisation: {
            id: organisationId,
            name: 'Exempelbygg AB',
            _links: { self: { href: `${base}/organisations/${organisationId}` } },
          },
          scopes: ['read', 'write'],
          expiresAt: '2027-06-30T00:00:00.000Z',
          may: ['changeOrganisation', 'createContribution', 'getMe'],
        },
      ],
    },
  ),
)
export type Me = Static<typeof Me>
