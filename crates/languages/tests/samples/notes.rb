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
