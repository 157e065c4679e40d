import { apiUrl } from '@/ui/data/api';
import { ApiError } from '@/ui/data/api-error';

/** Saves the PDF of a quote that a link leads to. The token goes in the body, so it stands in no address. */
export async function downloadPdf(token: string, name: string): Promise<void> {
  const response = await fetch(apiUrl('/quote-links/pdf'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  if (!response.ok)
    throw new ApiError({
      code: response.status === 429 ? 'rate_limited' : 'not_found',
      status: response.status,
      message: response.statusText,
    });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = `${name}.pdf`;
  link.click();
  URL.revokeObjectURL(link.href);
}
