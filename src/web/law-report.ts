/** The regional report on law as a file: /law/sec-law/report.docx?group=ASEAN&asOf=2024-06-30&compare=2019-06-30 */
import type { Context, Hono } from 'hono';
import { parseDay } from '../core/date.ts';
import { askedGroup, groupOfCodes } from '../core/membership.ts';
import type { Record } from '../platform/record.ts';
import type { PageContext } from '../platform/ui.tsx';
import { formatOf } from '../publications/formats.ts';
import { reportFormats, reportTypes, writeReport } from '../publications/formats/region.ts';
import { askedDays } from '../publications/region.ts';
import { regionMaterial } from '../publications/store/law.ts';

interface ReportDoor {
  readonly record: Record;
  readonly pageFor: (c: Context) => PageContext;
}

/** Registers the address. It has to come before pages whose address could be the name of the file. */
export function lawReportRoutes(app: Hono, { record, pageFor }: ReportDoor): void {
  app.get('/law/:checklist/:file{report\\.(docx|pdf|html|xlsx|json)}', async (c) => {
    const page = pageFor(c);
    const format = formatOf(c.req.param('file'), reportFormats);
    const asOf = page.query.get('asOf');
    const days = askedDays(page.query.get('compare') ?? '', asOf ? parseDay(asOf) : undefined, page.today);
    const codes = page.query.get('states') ?? '';
    const group = codes.trim() ? groupOfCodes(codes) : askedGroup(page.query.get('group') ?? '', days.asOf);
    const material = record.read((tx) =>
      regionMaterial(tx, { checklist: c.req.param('checklist'), group, ...days }),
    );
    const bytes = await writeReport(material, page.t, format);
    const name = ['law', material.checklist.id, group.code, days.asOf].join('-');
    return c.body(new Uint8Array(bytes), 200, {
      'Content-Type': reportTypes[format],
      'Content-Disposition': `attachment; filename="${name}.${format}"`,
    });
  });
}
