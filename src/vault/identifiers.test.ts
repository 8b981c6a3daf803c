import { describe, expect, test } from 'vitest';
import { byName, byValue } from './identifiers.ts';

describe('names of columns', () => {
  test.each([
    ['first_name', 'name of a person'],
    ['VictimName', 'name of a person'],
    ['group/Prénom', 'name of a person'],
    ['Nom et prénom', 'name of a person'],
    ['apellidos', 'name of a person'],
    ['الاسم الكامل', 'name of a person'],
    ['اسم_الطفل', 'name of a person'],
    ['Phone number', 'telephone'],
    ['téléphone', 'telephone'],
    ['teléfono', 'telephone'],
    ['رقم الهاتف', 'telephone'],
    ['e-mail', 'e-mail'],
    ['courriel', 'e-mail'],
    ['correo electrónico', 'e-mail'],
    ['البريد الإلكتروني', 'e-mail'],
    ['National ID', 'document'],
    ['numéro national', 'document'],
    ['CURP', 'document'],
    ['رقم الهوية', 'document'],
    ['_geo_latitude', 'address'],
    ['coordonnées', 'address'],
    ['dirección', 'address'],
    ['العنوان', 'address'],
    ['DOB', 'date of birth'],
    ['date de naissance', 'date of birth'],
    ['fecha de nacimiento', 'date of birth'],
    ['تاريخ الميلاد', 'date of birth'],
    ['_uuid', 'one form'],
    ['meta/instanceID', 'one form'],
    ['ip_address', 'address'],
    ['Comentarios', 'free text'],
    ['ملاحظات', 'free text'],
  ])('%s is refused', (column, why) => {
    expect(byName(column)).toContain(why);
  });

  test.each(['sex', 'age', 'region', 'manifestation', 'telework', 'المنطقة', 'الجنس', 'number of children'])(
    '%s is taken',
    (column) => {
      expect(byName(column)).toBeUndefined();
    },
  );
});

describe('values', () => {
  test.each([
    ['ana@example.org', 'e-mail'],
    ['uuid:0f8fad5b-d9cb-469f-a165-70867728950e', 'UUID'],
    ['192.168.10.4', 'IP'],
    ['2001:db8::ff00:42:8329', 'IP'],
    ['-20.1609 57.5012 0 0', 'map'],
    ['-20.1609, 57.5012', 'map'],
    ['+230 5 123 4567', 'telephone'],
    ['06 12 34 56 78', 'telephone'],
    ['123456789012', 'identity cards'],
    ['AB1234567', 'identity cards'],
    ['she said that a man whom she had met there came back the next day', 'free text'],
  ])('%s is told', (value, what) => {
    expect(byValue(value)).toContain(what);
  });

  test.each([
    '',
    '12',
    '2023-05-11',
    '030221',
    'GB-ENG',
    '10-14',
    '2022/23',
    '3.5',
    '>50K',
    '18+',
    'Port Louis',
    '12:30',
    '-4',
  ])('“%s” is none', (value) => {
    expect(byValue(value)).toBeUndefined();
  });
});
