import { builtInFormat, numberFormat } from './number-format';

const show = (code: string, value: number): string => numberFormat(code, false)(value);

describe('a number format', () => {
  it.each([
    ['General', 1 / 3, '0.333333333333333'],
    ['0', 2.5, '3'],
    ['0.00', 1.005, '1.01'],
    ['0.00', 3, '3.00'],
    ['0.##', 3, '3'],
    ['#,##0', 1_234_567.8, '1,234,568'],
    ['#,##0.00', -1_234.5, '-1,234.50'],
    ['#,##0;(#,##0)', -1_234, '(1,234)'],
    ['0;-0;"none"', 0, 'none'],
    ['00000', 815, '00815'],
    ['0%', 0.256, '26%'],
    ['0.0%', 0.256, '25.6%'],
    ['0.0,,"M"', 12_345_678, '12.3M'],
    ['0.0" km"', 5.25, '5.3 km'],
    ['[Red][$€-407]\\ #,##0.00', 9.5, '€ 9.50'],
    ['_("$"* #,##0_);_("$"* (#,##0);_("$"* "-"??_)', 0, '$-'],
    ['0.00E+00', 12_345, '1.23E+04'],
    ['0.000000', 5e-7, '0.000001'],
    ['# ?/?', 0.5, '0.5'],
    [';;;', 7, '7'],
    ['0.00', 1e300, '1e+300'],
  ])('%s shows %d as %s', (code, value, text) => {
    expect(show(code, value)).toBe(text);
  });

  it.each([
    ['dd.mm.yyyy', 45_292, '2024-01-01'],
    ['d-mmm', 1, '1900-01-01'],
    ['yyyy', 60, '1900-02-29'],
    ['yyyy', 61, '1900-03-01'],
    ['[$-F800]dddd, mmmm dd, yyyy', 45_292, '2024-01-01'],
    ['m/d/yy h:mm', 45_292.5, '2024-01-01T12:00'],
    ['h:mm:ss', 0.25, '06:00:00'],
    ['h:mm AM/PM', 0.75, '18:00'],
    ['mm:ss.0', 0.000_011_574_1, '00:00:01'],
    ['[h]:mm', 1.5, '36:00'],
    ['yyyy-mm-dd', 45_292.999_999_999_9, '2024-01-02'],
    ['yyyy-mm-dd', -5, '-5'],
    ['yyyy-mm-dd', 1e9, '1000000000'],
    ['"days" 0', 3, 'days 3'],
  ])('%s shows day %d as %s', (code, value, text) => {
    expect(show(code, value)).toBe(text);
  });

  it('is known by its number where the file does not write it out', () => {
    expect([14, 46, 10, 49].map(builtInFormat)).toEqual(['yyyy-mm-dd', '[h]:mm:ss', '0.00%', 'General']);
  });
});
