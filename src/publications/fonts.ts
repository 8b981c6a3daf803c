/** The fonts of printed publications. They come with the program, so that a page looks the same on every machine. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export type FontName = 'Noto Sans' | 'Noto Naskh Arabic';

/** Whether a font has a sign for a character (code point). */
export type Covers = (codePoint: number) => boolean;

/** The characters that are set in the Arabic font: its script, and the invisible ones that may stand inside a word. */
export const arabicSigns = String.raw`[\u{600}-\u{8FF}\u{FB50}-\u{FDFF}\u{FE70}-\u{FEFC}\u{AD}\u{34F}\u{200B}-\u{200F}\u{2060}-\u{2069}\u{FE00}-\u{FE0F}]`;

const { resolve } = createRequire(import.meta.url);

/** The font files of each family: all that the page design asks for, and no more. */
export const fontFiles: { readonly [name in FontName]: readonly string[] } = {
  'Noto Sans': [
    resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf'),
    resolve('@expo-google-fonts/noto-sans/400Regular_Italic/NotoSans_400Regular_Italic.ttf'),
    resolve('@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf'),
  ],
  'Noto Naskh Arabic': [
    resolve('@expo-google-fonts/noto-naskh-arabic/400Regular/NotoNaskhArabic_400Regular.ttf'),
    resolve('@expo-google-fonts/noto-naskh-arabic/700Bold/NotoNaskhArabic_700Bold.ttf'),
  ],
};

/** What a family covers in all its weights. */
export function coverage(name: FontName): Covers {
  const tests = fontFiles[name].map((file) => charactersOf(readFileSync(file)));
  return (codePoint) => tests.every((covers) => covers(codePoint));
}

/** Reads a TrueType font's `cmap` table, formats 12 and 4 (OpenType specification 1.9, "cmap"). */
function charactersOf(font: Buffer): Covers {
  const start = tableStart(font, 'cmap');
  const places = Array.from(
    { length: font.readUInt16BE(start + 2) },
    (_, index) => start + font.readUInt32BE(start + 8 + index * 8),
  );
  const ranges = places.flatMap((at): [number, number][] => {
    const format = font.readUInt16BE(at);
    return format === 12 ? groups(font, at) : format === 4 ? segments(font, at) : [];
  });
  return (codePoint) => ranges.some(([first, last]) => codePoint >= first && codePoint <= last);
}

function tableStart(font: Buffer, tag: string): number {
  const count = font.readUInt16BE(4);
  for (let at = 12; at < 12 + count * 16; at += 16) {
    if (font.toString('latin1', at, at + 4) === tag) return font.readUInt32BE(at + 8);
  }
  throw new Error(`The font has no table ${tag}.`);
}

/** Format 12: groups of first and last code point. */
function groups(font: Buffer, at: number): [number, number][] {
  return Array.from({ length: font.readUInt32BE(at + 12) }, (_, index) => [
    font.readUInt32BE(at + 16 + index * 12),
    font.readUInt32BE(at + 20 + index * 12),
  ]);
}

/** Format 4: segments of the basic plane, last codes before first codes; the closing segment is no character. */
function segments(font: Buffer, at: number): [number, number][] {
  const count = font.readUInt16BE(at + 6) / 2;
  return Array.from({ length: count - 1 }, (_, index) => [
    font.readUInt16BE(at + 16 + count * 2 + index * 2),
    font.readUInt16BE(at + 14 + index * 2),
  ]);
}
