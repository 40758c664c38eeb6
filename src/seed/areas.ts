import type { Transaction } from '../db/connect.ts'
import { areas } from '../registry/areas/table.ts'
import { aboutArea, followUp2023, programme2019 } from './documents.ts'
import { idOf } from './ids.ts'
import { insertNew } from './insert.ts'

type Area = [number: number, code: string, labelSv: string, labelEn: string, goals: number[]]

/** The seven areas of the programme, with the Agenda 2030 goals that its follow-up connects each of them to. */
const facts: Area[] = [
  [
    1,
    'tidiga-insatser-for-barn-och-unga',
    'Tidiga insatser för barn och unga',
    'Early support for children and young people',
    [1, 3, 4],
  ],
  [2, 'halsa', 'Hälsa', 'Health', [2, 3, 4, 5, 11]],
  [3, 'boende', 'Boende', 'Housing', [1, 3, 5, 11]],
  [4, 'utbildning', 'Utbildning', 'Education', [1, 3, 4, 5, 8]],
  [5, 'arbete-och-sysselsattning', 'Arbete och sysselsättning', 'Work and occupation', [1, 3, 4, 5, 8]],
  [
    6,
    'demokrati-och-civilsamhalle',
    'Demokrati och civilsamhälle',
    'Democracy and civil society',
    [3, 4, 5, 8, 10, 11, 16],
  ],
  [7, 'trygghet', 'Trygghet', 'Safety', [3, 4, 5, 11, 16]],
]

/** Codes of the areas by their numbers in the programme. */
export const areaCodes = new Map(facts.map(([number, code]) => [number, code]))

/** Loads the areas. One that is there already stays as it is. */
export async function seedAreas(tx: Transaction): Promise<void> {
  const rows = facts.map(([number, code, labelSv, labelEn, goals]) => ({
    id: idOf(`areas/${code}`),
    number,
    code,
    labelSv,
    labelEn,
    goals,
    sources: aboutArea(number, [programme2019, followUp2023]),
  }))
  await insertNew(tx, areas, rows)
}
