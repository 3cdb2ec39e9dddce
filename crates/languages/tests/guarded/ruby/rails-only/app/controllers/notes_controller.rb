class NotesController < ApplicationController
  before_action :ask, only: [:one]
  def one; render json: Note.all; end
  def two; render json: Note.all; end
end
