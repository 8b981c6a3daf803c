/**
 * Direct identifiers: what leads to one person by itself. They are told by the name of a column (English, French,
 * Spanish, Arabic) and by the form of its values. A vault has no place for them: no table needs them, and what is
 * not kept cannot be lost.
 */

/** Why the name of a column says that it identifies a person; undefined where it does not. */
export function byName(column: string): string | undefined {
  const name = plain(column);
  return names.find(([, form]) => form.test(name))?.[0];
}

/** What this text looks like when it identifies a person; undefined where it does not. */
export function byValue(text: string): string | undefined {
  const value = text.trim();
  return forms.find(([, form]) => form.test(value))?.[0];
}

/** More words than these are free text: what people write about a child may name it. */
export const mostWords = 12;

/** "firstName", "first-name" and "Prénom" as words of small letters without accents, each between spaces. */
function plain(column: string): string {
  const words = column
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ');
  return ` ${words.trim()} `;
}

/** A name that has one of these among its words, side by side. */
function words(list: string): RegExp {
  // Names come without hamza and other marks, as `plain` leaves them.
  const forms = list.split('|').map((one) => one.trim().normalize('NFD').replaceAll(/\p{M}/gu, ''));
  return new RegExp(` (${forms.join('|')}) `, 'u');
}

const names: readonly (readonly [why: string, form: RegExp])[] = [
  [
    'it is called like the name of a person',
    words(
      'name|full name|first name|last name|surname|family name|given name|middle name|nickname|child name|victim name|firstname|lastname|fullname|forename|nom|nom complet|prenom|nom de famille|surnom|nom et prenom|nombre|nombres|nombre completo|apellido|apellidos|apodo|primer nombre|الاسم|اسم|اسم الطفل|الاسم الكامل|اللقب|اسم العائلة|الكنية|اسم الضحية',
    ),
  ],
  [
    'it is called like a telephone number',
    words(
      'phone|phones|phonenumber|telephone|mobile|cell ?phone|tel|msisdn|imei|whatsapp|portable|gsm|telefono|celular|movil|الهاتف|هاتف|رقم الهاتف|الجوال|جوال|المحمول|الموبايل',
    ),
  ],
  [
    'it is called like an e-mail address or an account',
    words(
      'e ?mail|mail|email address|courriel|correo|correo electronico|username|user name|screen name|nom d utilisateur|pseudo|pseudonyme|usuario|nombre de usuario|بريد|البريد|البريد الالكتروني|ايميل|اسم المستخدم|حساب',
    ),
  ],
  [
    'it is called like the number of a document or a file about one person',
    words(
      'national id|nationalid|id number|identity number|identity card|id card|passport|passport (no|number)|ssn|social security( number)?|nin|nic|tax (id|number)|birth certificate|licen[cs]e number|case (id|no|number|ref|reference)|file (no|number)|victim (id|no|number)|child (id|no|number)|person id|patient id|record id|numero national|numero d identite|carte d identite|cni|cin|passeport|numero de securite sociale|numero de dossier|cedula|dni|curp|rut|rfc|nie|pasaporte|documento de identidad|numero de identidad|numero de expediente|cpf|رقم الهوية|الهوية|بطاقة الهوية|الرقم الوطني|الرقم القومي|جواز السفر|رقم الجواز|رقم الملف|رقم القضية',
    ),
  ],
  [
    'it is called like an address or a place on the map',
    words(
      'address|home address|street|street address|postcode|zip( code)?|house number|gps|geopoint|geotrace|geoshape|coordinates?|latitude|longitude|lat|lon|lng|adresse|rue|code postal|domicile|coordonnees|direccion|domicilio|calle|codigo postal|coordenadas|latitud|longitud|العنوان|عنوان|الشارع|الرمز البريدي|الاحداثيات|خط العرض|خط الطول',
    ),
  ],
  [
    'it is called like a date of birth',
    words(
      'dob|date of birth|birth ?date|birth ?day|born on|date de naissance|naissance|ddn|fecha de nacimiento|nacimiento|fecha nac|تاريخ الميلاد|تاريخ الولادة|الميلاد|يوم الميلاد',
    ),
  ],
  [
    'it is called like the mark of one form, device or connection',
    words(
      'uuid|guid|instance ?(id|name)|submission id|meta instance id|device ?id|subscriber ?id|sim ?serial|username|enumerator|ip|ip ?address|ip addr|mac address|adresse ip|direccion ip|عنوان ip',
    ),
  ],
  [
    'it is called like free text, a picture or a sound',
    words(
      'notes?|comments?|remarks?|narrative|description|free ?text|photo|picture|image|audio|video|signature|fingerprint|commentaires?|remarques?|recit|observations?|empreinte|comentarios?|observaciones|relato|descripcion|foto|firma|huella|ملاحظات|ملاحظة|تعليق|تعليقات|وصف|صورة|توقيع|بصمة',
    ),
  ],
];

const forms: readonly (readonly [what: string, form: RegExp])[] = [
  ['an e-mail address', /^[^\s@]{1,64}@[^\s@]{1,190}\.[\p{L}\d-]{2,}$/u],
  ['a mark such as those of forms (UUID)', /^(uuid:)?[\da-f]{8}-?([\da-f]{4}-?){3}[\da-f]{12}$/i],
  ['an address of the internet (IP)', /^((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)$/],
  [
    'an address of the internet (IP)',
    /^(?=.*:.*:)(([\da-f]{1,4}:){7}[\da-f]{1,4}|([\da-f]{1,4}:){1,6}:[\da-f:]{0,20})$/i,
  ],
  ['a place on the map', /^-?\d{1,2}\.\d{3,}[\s,;]+-?\d{1,3}\.\d{3,}([\s,;]+-?\d+(\.\d+)?){0,2}$/],
  ['a telephone number', /^(\+|00)\d[\d\s().-]{6,18}\d$/],
  ['a telephone number', /^\(?0\d{1,4}\)?[\s.-]\d{2,4}([\s.-]\d{2,4}){1,3}$/],
  ['a long number such as those of identity cards', /^\d{9,20}$/],
  ['a long number such as those of identity cards', /^[A-Z]{1,4}\d{6,}[A-Z\d]{0,6}$/],
  ['free text', new RegExp(`^\\S+(\\s+\\S+){${mostWords},}`)],
];
