//! What becomes of a Ruby file.
#![expect(clippy::unwrap_used, reason = "tests")]

mod shown;

use shown::tree;

#[test]
fn a_controller_reads_like_the_program_it_is() {
    insta::assert_snapshot!(tree(
        "app/controllers/api/notes_controller.rb",
        r#"
module Api
  class NotesController < ApplicationController
    include Auth
    before_action :authenticate, only: [:show, :edit]
    attr_reader :store
    MAX = 10

    def initialize(db:, size: 5, *rest, &block)
      @db = db
      super(db)
    end

    def self.find(id) = new(db: 1).run(id)

    def show
      @note = Note.find(params[:id])
      return head :forbidden unless @note&.owner == current_user
      render json: { note: @note, "x" => MAX }, status: 200 and return if limit?
      Note.where("id = #{params[:id]}").each { |n, (a, b)| puts n.title }
      @count ||= 1
      first, *others = names.map(&:strip)
    rescue JWT::DecodeError, Gone => e
      raise e
    ensure
      close
    end

    private

    def limit?
      case params[:size].to_i when 1, 2 then true else yield 3 end
    end
  end
end
"#
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
