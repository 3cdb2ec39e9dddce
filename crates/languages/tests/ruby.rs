//! What becomes of a Ruby file.
#![expect(clippy::unwrap_used, reason = "tests")]

mod shown;

use shown::tree;

#[test]
fn a_controller_reads_like_the_program_it_is() {
    insta::assert_snapshot!(tree(
        "app/controllers/api/notes_controller.rb",
        include_str!("samples/notes.rb")
    ));
}

#[test]
fn a_small_server_registers_blocks() {
    insta::assert_snapshot!(tree(
        "server.rb",
        r#"
require 'sinatra'
require_relative 'lib/store'

before do
  halt 401 unless signed_in?
end

get '/notes/:id' do |id|
  $host = params[:host]
  text = <<~SQL
    select #{id}
  SQL
  x = if id =~ /\A\d+\z/ then Store.find(id) else nil end
  erb :note, locals: { x:, token: ENV.fetch("TOKEN") }
end

def signed_in?
  !session[:user].nil?
end
"#
    ));
}

#[test]
fn a_broken_method_does_not_hide_the_others() {
    let tree = tree("a.rb", "def a\n  1\nend\n\ndef b(]\n  ) 2\n\ndef c\n  3\nend\n");
    assert!(tree.starts_with("! a part of this file is not Ruby"), "{tree}");
    assert!(tree.contains("=> 1") && tree.contains("=> 3"), "{tree}");
}
