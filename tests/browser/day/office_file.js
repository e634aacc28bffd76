// The office file of a large office: twenty desks, their managers, two hall
// managers and a head, made from the shipped one.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../office.js';

export const DESKS = 20;
export const HALLS = ['zal-1', 'zal-2'];

/** Account of the manager of desk `n`. */
export const managerOf = (n) => `okno-${n}`;

/** The text of the file: every desk serves all services but one, so that queues differ. */
export async function largeOfficeFile() {
  const shipped = await readFile(path.join(ROOT, 'assets/office.toml'), 'utf8');
  const services = [...shipped.matchAll(/^\[\[service\]\]\nid = "([^"]+)"/gm)].map((m) => m[1]);
  const cut = (text, section) => text.replace(new RegExp(`^\\[\\[${section}\\]\\]\\n(?:[^\\n\\[].*\\n)+`, 'gm'), '');
  const rest = ['desk', 'staff', 'zone'].reduce(cut, shipped).replace(/^min_between_calls_ms = .*$/m, 'min_between_calls_ms = 1500');
  const list = (all) => `[${all.map((s) => `"${s}"`).join(', ')}]`;
  const desks = Array.from({ length: DESKS }, (_, i) => `[[desk]]\nnumber = ${i + 1}\nservices = ${list(services.filter((_s, at) => at !== i % services.length))}\n`);
  const person = (id, name, role, desk) => `[[staff]]\nid = "${id}"\nname = "${name}"\nrole = "${role}"\n${desk ? `desk = ${desk}\n` : ''}`;
  const staff = [
    ...Array.from({ length: DESKS }, (_, i) => person(managerOf(i + 1), `Менеджер ${i + 1}`, 'desk', i + 1)),
    ...HALLS.map((id, i) => person(id, `Зал ${i + 1}`, 'hall')), person('golova', 'Руководитель', 'head'), person('it', 'ИТ', 'admin'),
  ];
  return `${rest}\n${[...desks, ...staff].join('\n')}`;
}
