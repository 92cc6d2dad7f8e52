import { align } from '../table.ts';
import type { MemoryFigures } from './memory.ts';

const MIB = 1024 * 1024;
const LIMITS = { residentBytes: 150 * MIB, driftBytes: 10 * MIB, growthBytes: 64 * MIB };

/** The figures as a person reads them, each with its limit. */
export function renderMemoryReport(figures: readonly MemoryFigures[]): string {
  return figures.map(renderOne).join('\n\n');
}

function renderOne({
  subject,
  afterRequests,
  driftBytes,
  downloadGrowthBytes,
  uploadGrowthBytes,
  idle,
}: MemoryFigures) {
  const last = afterRequests.at(-1);
  const rows = [
    limited(`after ${last?.requests ?? 0} requests`, last?.residentBytes ?? 0, LIMITS.residentBytes),
    limited('drift from the middle third of them to the last', driftBytes, LIMITS.driftBytes),
    limited('growth during the download', downloadGrowthBytes, LIMITS.growthBytes),
    limited('growth during the upload', uploadGrowthBytes, LIMITS.growthBytes),
    [
      `${idle.connections} idle connections`,
      mebibytes(idle.residentBytes),
      `${idle.answered} answered again`,
      idle.answered === idle.connections ? 'met' : 'missed',
    ],
  ];
  const series = afterRequests.map(({ residentBytes }) => (residentBytes / MIB).toFixed(0)).join(' ');
  return [
    `Resident memory of ${subject}, all its processes together`,
    ...align(rows),
    `MiB on the way: ${series}`,
  ].join('\n');
}

function limited(what: string, bytes: number, limit: number): string[] {
  return [what, mebibytes(bytes), `under ${mebibytes(limit)}`, bytes < limit ? 'met' : 'missed'];
}

function mebibytes(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`;
}
