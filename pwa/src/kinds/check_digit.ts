// The check digit of a barcode; the cases are in sync/vectors/check_digits.json.

/** Whether the digits are a GTIN of 8, 12, 13 or 14 places with a right check digit. */
export function isGtin(digits: string): boolean {
  if (!/^(\d{8}|\d{12,14})$/.test(digits)) return false
  const padded = digits.padStart(14, '0')
  const sum = [...padded.slice(0, 13)].reduce((total, digit, place) => total + Number(digit) * (place % 2 ? 1 : 3), 0)
  return (10 - (sum % 10)) % 10 === Number(padded[13])
}

/** Whether two barcodes name the same item, however many zeros lead them. */
export function isSameGtin(one: string, other: string): boolean {
  return one.padStart(14, '0') === other.padStart(14, '0')
}
