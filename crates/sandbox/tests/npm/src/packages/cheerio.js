import * as cheerio from 'cheerio';
export const run = () => {
  const $ = cheerio.load('<ul><li class="a">one</li><li>two</li></ul>');
  $('li.a').addClass('b').text('One');
  return [$('li').length, $('ul').html()];
};
export const expected = [2, '<li class="a b">One</li><li>two</li>'];
